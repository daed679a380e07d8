"""The network: a small plain CNN over log-mel pictures with two heads.

`label` answers the classes from our labels; `teacher` imitates the teacher's answer for the same
classes. The product's score is a weighted mean of both probabilities.
`tags` imitates all of the teacher's 521 tags: it only shapes the features and is not exported.
"""
import torch
from torch import nn

MEAN, STD = -3.0, 2.5
"""Rough mean and spread of the log-mel values over the corpus, baked into the network."""

TEACHER_SHARE = [0.67, 0.2, 0.8]
"""Weight of the teacher head in the score of each class, chosen on out-of-fold scores."""


def blend(label, teacher):
    """Logits [..., classes] of both heads -> probabilities [..., classes]."""
    share = torch.tensor(TEACHER_SHARE)
    return (1 - share) * torch.sigmoid(label) + share * torch.sigmoid(teacher)


def block(inputs, outputs, stride=1):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False),
                         nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class SoundNet(nn.Module):
    def __init__(self, classes, tags=521):
        super().__init__()
        self.body = nn.Sequential(
            block(1, 24, 2), nn.MaxPool2d(2), block(24, 48), nn.MaxPool2d(2),
            block(48, 96), nn.MaxPool2d(2), block(96, 128), block(128, 192))
        self.drop = nn.Dropout(0.3)
        self.label = nn.Linear(384, classes)
        self.teacher = nn.Linear(384, classes)
        self.tags = nn.Linear(384, tags)

    def features(self, x):
        """[n, 1, 94, 64] -> [n, 384]: mean and maximum over the picture of each channel."""
        h = self.body((x - MEAN) / STD).flatten(2)
        return torch.cat([h.mean(2), h.amax(2)], 1)

    def forward(self, x):
        """Logits of (label, teacher, tags)."""
        h = self.drop(self.features(x))
        return self.label(h), self.teacher(h), self.tags(h)


class Shipped(nn.Module):
    """What the product runs: [1, 1, 94, 64] -> [1, classes] probabilities."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        h = self.net.features(x)
        return blend(self.net.label(h), self.net.teacher(h))
