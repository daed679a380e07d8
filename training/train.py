#!/usr/bin/env python3
"""From corpus to ONNX, one command: decode, fold, perturb, teach, train, measure, export.

    python3 training/train.py --corpus ../shared/corpus

Steps that are already in the cache are not repeated. See README.md.
"""
import argparse
import json
import math
import os
import time

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

import bank
import card
import corpus as corpora
import evaluate
import export
import heads
import windows
from log_mel import write_golden
from model import FIRST, SoundNet

HERE = os.path.dirname(os.path.abspath(__file__))
TEACHER_TAGS = {'scream': [11], 'cry': [19, 20], 'bang': [420, 421, 422, 424, 425, 427, 430, 460]}
"""AudioSet tags (rows of the teacher's class map) whose largest score answers for a class."""

HEARD = {'cry': 0.01, 'scream': 0.004, 'scream_made': 0.015, 'bang_made': 0.015}
"""Below this teacher score a window of such an event is neither event nor not: cry clips have
pauses, and a made or strongly perturbed sound may no longer be what it was made from."""


def load_folds(cache, folds):
    """(x [n,94,64] float16, y [n,classes] int8, teacher [n,classes], tags [n,521]) of some folds.

    The teacher's class scores are small under noise (0.02 to 0.3): their root spreads them out.
    """
    x = np.concatenate([np.load(os.path.join(cache, f'x{f}.npy')) for f in folds])
    y = np.concatenate([np.load(os.path.join(cache, f'y{f}.npy')) for f in folds])
    tags = np.concatenate([np.fromfile(os.path.join(cache, f'tags{f}.f32'), np.float32)
                           .reshape(-1, 521) for f in folds])
    teacher = np.stack([tags[:, TEACHER_TAGS[c]].max(1) for c in FIRST], 1)
    kinds = np.tile(np.repeat(list(windows.PLAN), list(windows.PLAN.values())), len(folds))
    for kind, least in HEARD.items():
        c = FIRST.index(kind.removesuffix('_made'))
        y[(kinds == kind) & (y[:, c] == 1) & (teacher[:, c] < least), c] = -1
    return x, y, np.sqrt(teacher), tags


def mask_bands(x):
    """SpecAugment (Park et al., 2019) in place: a random mel band and a random time span at floor."""
    for row in x:
        if np.random.rand() < 0.5:
            b, t = np.random.randint(0, 57), np.random.randint(0, 80)
            row[:, :, b:b + np.random.randint(2, 8)] = -6
            row[:, t:t + np.random.randint(2, 14), :] = -6


def loss_of(net, x, y, teacher, tags):
    """Labels where they say something, the teacher's classes, the teacher's tags."""
    label, like, all_tags = net(x)
    asked = (y >= 0).float()
    labels = (cross_entropy(label, y.clamp(min=0), reduction='none') * asked).sum() / asked.sum()
    return labels + cross_entropy(like, teacher) + 30 * cross_entropy(all_tags, tags)


def train(data, epochs, seed, start=None, batch=96):
    """One network, AdamW with one-cycle rate; `start`: weights to go on from, more gently."""
    torch.manual_seed(seed)
    np.random.seed(seed)
    x, y, teacher, tags = data
    net = SoundNet().to(memory_format=torch.channels_last)
    if start:
        net.load_state_dict(torch.load(start))
    optimiser = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0.01)
    steps = epochs * (len(x) // batch)
    peak = 1e-3 if start else 3e-3
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, peak, total_steps=steps, pct_start=0.2)
    started = time.time()
    for epoch in range(epochs):
        order, total = np.random.permutation(len(x)), 0.0
        for k in range(len(x) // batch):
            at = np.sort(order[k * batch:(k + 1) * batch])
            pictures = x[at][:, None].astype(np.float32)
            mask_bands(pictures)
            loss = loss_of(net, torch.from_numpy(pictures).to(memory_format=torch.channels_last),
                           torch.from_numpy(y[at].astype(np.float32)), torch.from_numpy(teacher[at]),
                           torch.from_numpy(tags[at]))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimiser.step()
            rate.step()
            total += loss.item()
        mean = total / max(1, len(x) // batch)
        assert math.isfinite(mean), 'training diverged'
        print(f'  epoch {epoch + 1}/{epochs} loss {mean:.4f} {time.time() - started:.0f} s', flush=True)
    return net.eval()


def train_cached(cache, name, folds, epochs, start=None):
    path = os.path.join(cache, name + '.pt')
    if not os.path.exists(path):
        print('training', name, flush=True)
        torch.save(train(load_folds(cache, folds), epochs, 7, start).state_dict(), path)
    net = SoundNet()
    net.load_state_dict(torch.load(path))
    return net.eval()


def prepare(clips, args):
    """Folds, the teacher's windows and the bank of frames. Gives (rows that train, {path: fold})."""
    rows = [r for r in clips.rows if corpora.may_train(r)]
    listed = os.path.join(HERE, 'folds.csv')
    fold_of = corpora.assign_folds(rows, corpora.read_folds(listed, rows))
    corpora.write_folds(rows, fold_of, listed)
    free = {r['path']: fold_of[r['path']] for r in rows if corpora.is_permissive(r)}
    teacher = os.path.join(args.corpus, 'models/yamnet.onnx')
    pool = windows.make_windows(clips, free, args.cache, teacher, args.node)
    if not os.path.exists(os.path.join(args.cache, 'bank.pkl')):
        bank.write_bank(clips, fold_of, pool, args.cache)
    return rows, fold_of


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--corpus', required=True)
    parser.add_argument('--cache', default=os.path.join(HERE, '../.cache/sound'))
    parser.add_argument('--epochs', type=int, default=6)
    parser.add_argument('--node', default='node', help='a Node that runs .ts, 22.18 or later')
    args = parser.parse_args()
    torch.set_num_threads(1)
    clips = corpora.Clips(args.corpus, args.cache)
    rows, fold_of = prepare(clips, args)
    everything = list(range(corpora.FOLDS))
    nets = [train_cached(args.cache, f'fold{f}', [g for g in everything if g != f], args.epochs)
            for f in everything]
    own = [heads.train_cached(args.cache, f'fold{f}', [g for g in everything if g != f], nets[f])
           for f in everything]
    figures = evaluate.measure(clips, fold_of, list(zip(nets, own)), args.cache)
    # The shipped network is the first fold's, gone on with all clips: half the time of a new one.
    final = train_cached(args.cache, 'final', everything, 2, os.path.join(args.cache, 'fold0.pt'))
    head = heads.train_cached(args.cache, 'final', everything, final)
    made = export.export(final, head, figures, os.path.join(HERE, '../apps/terminal/models'))
    card.write_card(rows, made, figures, os.path.join(HERE, '../apps/terminal/models'))
    with open(os.path.join(HERE, 'figures.json'), 'w', encoding='utf-8') as f:
        json.dump({'outOfFold': figures}, f, indent=1)
        f.write('\n')
    write_golden(os.path.join(HERE, '../packages/core/detection/golden/log-mel.json'))


if __name__ == '__main__':
    main()
