"""The network: a small plain CNN over log-mel pictures, trained in two stages.

First (SoundNet) the body learns with three heads: `label` answers FIRST classes from our labels,
`teacher` imitates the teacher's answer for the same classes, `tags` imitates all of the teacher's
521 tags and shapes the features. Then, on the body's features, `Head` learns all classes from many
more pictures. The product's score is a weighted mean of such probabilities.
"""
import torch
from torch import nn

from corpus import CLASSES

MEAN, STD = -3.0, 2.5
"""Rough mean and spread of the log-mel values over the corpus, baked into the network."""

FIRST = ['scream', 'cry', 'bang']
"""Classes of the first stage: those the teacher's windows are asked about."""

FEATURES = 384

TAGS_OF = {'scream': [11], 'shout': [6, 7, 8, 9, 10], 'cry': [19, 20], 'glass': [435, 437],
           'bang': [420, 421, 422, 424, 425, 427, 430, 460]}
"""AudioSet tags (rows of the teacher's class map) whose largest score answers for a class."""

TAG_SHARE = {'shout': 0.75, 'cry': 0.25, 'glass': 0.75, 'bang': 0.75}
"""Weight of the imitated tags in the score of a class, the head has the rest; chosen on out-of-fold
scores. Tag scores are small under noise (0.02 to 0.3): their root spreads them out."""

TEACHER_SHARE = 0.67
"""Of a scream: the first stage's teacher head; the rest is its label head."""


def block(inputs, outputs, stride=1):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False),
                         nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class SoundNet(nn.Module):
    def __init__(self, tags=521):
        super().__init__()
        self.body = nn.Sequential(
            block(1, 24, 2), nn.MaxPool2d(2), block(24, 48), nn.MaxPool2d(2),
            block(48, 96), nn.MaxPool2d(2), block(96, 128), block(128, 192))
        self.drop = nn.Dropout(0.3)
        self.label = nn.Linear(FEATURES, len(FIRST))
        self.teacher = nn.Linear(FEATURES, len(FIRST))
        self.tags = nn.Linear(FEATURES, tags)

    def features(self, x):
        """[n, 1, 94, 64] -> [n, 384]: mean and maximum over the picture of each channel."""
        h = self.body((x - MEAN) / STD).flatten(2)
        return torch.cat([h.mean(2), h.amax(2)], 1)

    def forward(self, x):
        """Logits of (label, teacher, tags)."""
        h = self.drop(self.features(x))
        return self.label(h), self.teacher(h), self.tags(h)


class Head(nn.Module):
    """Features -> logits of all classes; the features' spread over its pictures is kept with it."""

    def __init__(self, hidden=128):
        super().__init__()
        self.register_buffer('mean', torch.zeros(FEATURES))
        self.register_buffer('spread', torch.ones(FEATURES))
        self.layers = nn.Sequential(nn.Dropout(0.1), nn.Linear(FEATURES, hidden), nn.ReLU(),
                                    nn.Dropout(0.3), nn.Linear(hidden, len(CLASSES)))

    def forward(self, features):
        return self.layers((features - self.mean) / self.spread)


class Shipped(nn.Module):
    """What the product runs: [1, 1, 94, 64] -> [1, classes] probabilities."""

    def __init__(self, net, head):
        super().__init__()
        self.net, self.head = net, head
        self.kin = nn.ModuleDict()
        for name in TAG_SHARE:
            self.kin[name] = nn.Linear(FEATURES, len(TAGS_OF[name]))
            self.kin[name].weight.data = net.tags.weight.data[TAGS_OF[name]]
            self.kin[name].bias.data = net.tags.bias.data[TAGS_OF[name]]

    def scream(self, features):
        teacher, label = self.net.teacher(features)[:, :1], self.net.label(features)[:, :1]
        return TEACHER_SHARE * torch.sigmoid(teacher) + (1 - TEACHER_SHARE) * torch.sigmoid(label)

    def answer(self, name, features, own):
        if name == 'scream':
            return self.scream(features)
        if name not in TAG_SHARE:
            return own
        tag = torch.sqrt(torch.sigmoid(self.kin[name](features).amax(1, keepdim=True)))
        return TAG_SHARE[name] * tag + (1 - TAG_SHARE[name]) * own

    def answers(self, features):
        own = torch.sigmoid(self.head(features))
        return torch.cat([self.answer(name, features, own[:, c:c + 1])
                          for c, name in enumerate(CLASSES)], 1)

    def forward(self, x):
        return self.answers(self.net.features(x))
