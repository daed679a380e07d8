"""The network: convolutions over log-mel pictures that learn from the teacher and from labels.

Four heads on the same features. `label` answers our classes from our labels; `kin` imitates the
teacher's score of the tags that answer for a class; `like` imitates its embedding, `tags` all of its
tags: these two shape the features and do not ship. The product's score is a weighted mean of `kin`
and `label`: the teacher knows thousands of screams, our labels know what it does not call by name.
"""
import torch
from torch import nn

from corpus import CLASSES, EVENTS

MEAN, STD = -3.0, 2.5
"""Rough mean and spread of the log-mel values over the corpus, baked into the network."""

FEATURES = 512
TEACHER_TAGS = 521

TAGS_OF = {'scream': [11], 'shout': [6, 7, 8, 9, 10], 'cry': [19, 20], 'glass': [435, 437],
           'bang': [420, 421, 422, 424, 425, 427, 430, 460]}
"""AudioSet tags (rows of the teacher's class map) whose largest score answers for a class."""

KIN_SHARE = {'scream': 0.8, 'shout': 0.5, 'cry': 0.1, 'glass': 0.67, 'bang': 0.3}
"""Weight of `kin` in the score of a class, `label` has the rest; chosen on out-of-fold scores."""


def conv(inputs, outputs, stride=1, size=3):
    return nn.Sequential(nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False),
                         nn.BatchNorm2d(outputs))


class Residual(nn.Module):
    """x + f(x); `narrow`: f works on fewer channels (He et al., 2016, figure 5)."""

    def __init__(self, channels, narrow=None):
        super().__init__()
        if narrow is None:
            steps = [conv(channels, channels), conv(channels, channels)]
        else:
            steps = [conv(channels, narrow, size=1), conv(narrow, narrow), conv(narrow, channels, size=1)]
        parts = [part for step in steps for part in (step, nn.ReLU(inplace=True))]
        self.f = nn.Sequential(*parts[:-1])

    def forward(self, x):
        return torch.relu(x + self.f(x))


class Body(nn.Module):
    """[n, 1, 94, 64] -> [n, 512]: mean and maximum over the picture of each channel."""

    def __init__(self):
        super().__init__()
        steps = [conv(1, 32, 2), conv(32, 64, 2), conv(64, 64), conv(64, 128, 2)]
        parts = [part for step in steps for part in (step, nn.ReLU(inplace=True))]
        self.f = nn.Sequential(*parts, Residual(128), conv(128, 256, 2), nn.ReLU(inplace=True),
                               Residual(256, 128), Residual(256, 128))

    def forward(self, x):
        h = self.f((x - MEAN) / STD).flatten(2).float()
        return torch.cat([h.mean(2), h.amax(2)], 1)


class SoundNet(nn.Module):
    def __init__(self, embedding=256):
        super().__init__()
        self.body, self.drop = Body(), nn.Dropout(0.25)
        self.label = nn.Linear(FEATURES, len(CLASSES))
        self.kin = nn.Linear(FEATURES, len(EVENTS))
        self.like = nn.Linear(FEATURES, embedding)
        self.tags = nn.Linear(FEATURES, TEACHER_TAGS)

    def forward(self, x):
        """(label, kin, like, tags). Labels of screams do not shape the features: there are so few
        screams that the body would learn them by heart, and find fewer others."""
        h = self.body(x)
        dropped = self.drop(h)
        label = self.label(dropped)
        scream = self.label(dropped.detach())[:, :1]
        return torch.cat([scream, label[:, 1:]], 1), self.kin(h), self.like(h), self.tags(h)


class Shipped(nn.Module):
    """What the product runs: [1, 1, 94, 64] -> [1, classes] probabilities, the mean of the networks':
    what one takes for a scream by chance, the other seldom does."""

    def __init__(self, nets):
        super().__init__()
        self.nets = nn.ModuleList(nets)
        self.register_buffer('share', torch.tensor([KIN_SHARE.get(name, 0.0) for name in CLASSES]))

    def one(self, net, x):
        h = net.body(x)
        label, kin = torch.sigmoid(net.label(h)), torch.sigmoid(net.kin(h))
        kin = torch.cat([kin, torch.zeros_like(label[:, len(EVENTS):])], 1)
        return self.share * kin + (1 - self.share) * label

    def forward(self, x):
        return torch.stack([self.one(net, x) for net in self.nets]).mean(0)
