"""Second stage: on the body's features, a head for all classes, from pictures of the bank.

The body stays as it is, so a hundred thousand pictures cost minutes; their features are kept.
"""
import os

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

import bank
import corpus as corpora
from batches import Batches
from model import Head

BATCHES = 420
"""Batches of pictures (about 96 each) whose features a head learns from."""

EPOCHS, BATCH, PEAK = 12, 256, 2e-3
SMOOTH = 0.02
OTHER_EVENT = 0.2
"""Weight of "this is not that other event": confusing alarms costs less than missing one."""


def asked_of(y):
    """[n, classes] weight of each label: 0 where it says nothing, little between kinds of events."""
    event = torch.tensor([name in corpora.EVENTS for name in corpora.CLASSES])
    is_event = ((y == 1) & event).any(1, keepdim=True)
    weight = torch.where(is_event & event & (y == 0), OTHER_EVENT, 1.0)
    return weight * (y >= 0)


@torch.no_grad()
def features_of(net, cache, name, folds):
    """(features [n, 384], targets [n, classes]) of pictures of some folds."""
    path = os.path.join(cache, f'features-{name}.npz')
    if not os.path.exists(path):
        make = Batches(bank.load_bank(cache), folds, 55 + 7 * sum(folds)).make
        net = net.to(memory_format=torch.channels_last)
        features, targets = [], []
        for _ in range(BATCHES):
            x, y = make()
            x = torch.from_numpy(x)[:, None].to(memory_format=torch.channels_last)
            features.append(net.features(x).numpy().astype(np.float16))
            targets.append(y.astype(np.int8))
        np.savez(path, f=np.concatenate(features), y=np.concatenate(targets))
    kept = np.load(path)
    return (torch.from_numpy(kept['f'].astype(np.float32)),
            torch.from_numpy(kept['y'].astype(np.float32)))


def train(x, y, seed=0):
    torch.manual_seed(seed)
    head = Head()
    head.mean.copy_(x.mean(0))
    head.spread.copy_(x.std(0) + 0.05)
    optimiser = torch.optim.AdamW(head.parameters(), lr=PEAK, weight_decay=0.05)
    steps, step = EPOCHS * (len(x) // BATCH), 0
    for _ in range(EPOCHS):
        order = torch.randperm(len(x))
        for k in range(len(x) // BATCH):
            for group in optimiser.param_groups:
                group['lr'] = PEAK * (1 - step / steps) + 1e-5
            at = order[k * BATCH:(k + 1) * BATCH]
            weight, target = asked_of(y[at]), y[at].clamp(min=0) * (1 - 2 * SMOOTH) + SMOOTH
            losses = cross_entropy(head(x[at]), target, reduction='none') * weight
            optimiser.zero_grad()
            (losses.sum() / weight.sum()).backward()
            optimiser.step()
            step += 1
    return head.eval()


def train_cached(cache, name, folds, net):
    """The head of a body, kept beside it."""
    path = os.path.join(cache, f'head-{name}.pt')
    if not os.path.exists(path):
        torch.save(train(*features_of(net, cache, name, folds)).state_dict(), path)
    head = Head()
    head.load_state_dict(torch.load(path))
    return head.eval()
