"""Pictures that train the network, each with what its label says and what the teacher hears in it.

Three kinds, of each fold by itself: composed from the bank (batches.py), wild ones far from anything
recorded, which only the teacher can judge, and windows of perturbed samples (windows.py).
"""
import os

import numpy as np
import torch

import corpus as corpora
import windows
from batches import TRAIL, Batches
from log_mel import BINS, FRAMES
from model import TAGS_OF

COMPOSED, WILD_EACH = 260, 4
"""Batches of each fold, and every how many of them is a wild one."""

WILD_PLAN = {'scream': 12, 'scream_made': 14, 'shout': 12, 'cry': 12, 'glass': 6, 'glass_made': 5,
             'bang': 7, 'bang_made': 6, 'laugh': 8, 'quiet': 14}

LEAST = {'scream': 0.002, 'cry': 0.004, 'bang': 0.01}
"""Below this teacher score a picture of such an event is neither event nor not: cry clips have
pauses, and under noise or made from nothing it may no longer be what it was made from."""


class Wild(Batches):
    """Pitch and pace by up to two, every fourth with another sound; nobody's label holds any more."""

    def cut(self, items, starts):
        rng, n = self.rng, len(items)
        rate = np.exp(rng.uniform(-0.7, 0.7, n))
        steps = np.floor(np.arange(-TRAIL, FRAMES)[None] * rate[:, None]).astype(np.int64)
        return self.magnitudes(items, np.asarray(starts)[:, None] + steps)

    def pitch(self, power):
        rng, n = self.rng, len(power)
        at = np.arange(BINS)[None] * np.exp(rng.uniform(-0.25, 0.25, n))[:, None]
        at = at + rng.uniform(-12, 12, n)[:, None]
        power = self.moved(power, at) * ((at >= 0) & (at <= BINS - 1))[:, None, :]
        share = rng.uniform(0.1, 1.5, n) * (rng.random(n) < 0.25)
        return power + share[:, None, None] * power[rng.permutation(n)]

    def make(self):
        pictures, targets = super().make()
        return pictures, np.full_like(targets, -1)


def composed(bank, fold):
    """Batches of (pictures, targets), every WILD_EACH-th a wild one."""
    plain, wild = Batches(bank, fold, 50 + fold), Wild(bank, fold, 51 + fold, WILD_PLAN)
    for k in range(COMPOSED):
        yield (wild if k % WILD_EACH == 0 else plain).make()


def windowed(clips, fold_of, fold, pool):
    """Batches of 100 (pictures, targets) of windows.py; classes it does not ask about are -1."""
    asked = [corpora.CLASSES.index(name) for name in windows.CLASSES]
    pictures, targets = [], []
    for picture, own in windows.make_fold(clips, fold_of, fold, pool):
        target = np.full(len(corpora.CLASSES), -1, np.float32)
        target[asked] = own
        pictures.append(picture)
        targets.append(target)
        if len(pictures) == 100:
            yield np.stack(pictures), np.stack(targets)
            pictures, targets = [], []


def kin_of(logits):
    """[n, tags] logits -> [n, events]: root of the largest score of the tags that answer for each.

    Scores are small under noise (0.02 to 0.3): their root spreads them out.
    """
    best = np.stack([logits[:, TAGS_OF[name]].max(1) for name in corpora.EVENTS], 1)
    return np.sqrt(1 / (1 + np.exp(-best.astype(np.float32))))


def write_fold(cache, fold, teacher, batches):
    """Keeps {x, y, logits, embedding} of a fold's pictures; does nothing when they are there."""
    path = os.path.join(cache, f'pictures{fold}.npz')
    if os.path.exists(path):
        return
    kept = {'x': [], 'y': [], 'logits': [], 'embedding': []}
    for pictures, targets in batches:
        logits, embedding = teacher.hear(torch.from_numpy(pictures.astype(np.float32)))
        for name, part in zip(kept, (pictures, targets, logits.numpy(), embedding.numpy())):
            kept[name].append(part.astype(np.int8 if name == 'y' else np.float16))
    np.savez(path, **{name: np.concatenate(parts) for name, parts in kept.items()})
    print('fold', fold, 'pictures', sum(map(len, kept['x'])), flush=True)


def load(cache, folds):
    """(x [n,94,64] float16, y [n,classes], kin [n,events], logits [n,521], embedding [n,1024])"""
    kept = [np.load(os.path.join(cache, f'pictures{f}.npz')) for f in folds]
    x, y, logits, embedding = (np.concatenate([k[name] for k in kept])
                               for name in ('x', 'y', 'logits', 'embedding'))
    kin = kin_of(logits)
    for name, least in LEAST.items():
        c, k = corpora.CLASSES.index(name), corpora.EVENTS.index(name)
        y[(y[:, c] == 1) & (kin[:, k] < np.sqrt(least)), c] = -1
    return x, y.astype(np.float32), kin, logits.astype(np.float32), embedding.astype(np.float32)
