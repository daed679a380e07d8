#!/usr/bin/env python3
"""From corpus to ONNX, one command: decode, fold, make, picture, teach, train, measure, export.

    python3 training/train.py --corpus ../shared/corpus
    python3 training/train.py --corpus ../shared/corpus --smoke   # every step, tiny, in a few minutes

Steps that are already in the cache are not repeated. See README.md.
"""
import argparse
import json
import os
import shutil
import sys
import tempfile

import torch

import bank
import card
import corpus as corpora
import evaluate
import export
import learn
import pictures
import smoke
from log_mel import write_golden
from model import SoundNet
from pool import make_pool
from teacher import Teacher

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = os.path.join(HERE, '../apps/terminal/models')
EVERYTHING = list(range(corpora.FOLDS))
SEEDS = (7, 8)
"""One network each, heard together."""


def train_cached(cache, name, seed, folds, steps, start=None):
    """`start`: another network to go on from, gently."""
    path = os.path.join(cache, f'net-{name}-{seed}.pt')
    if not os.path.exists(path):
        print('training', name, seed, flush=True)
        peak = learn.PEAK if start is None else 1.2e-3
        weights = None if start is None else start.state_dict()
        torch.save(learn.train(pictures.load(cache, folds), steps, seed, weights, peak).state_dict(), path)
    net = SoundNet()
    net.load_state_dict(torch.load(path))
    return net.eval()


def keep_folds(rows, fold_of, args):
    """Writes the list. Ends when the cache holds steps of other folds: its networks would be asked about
    clips that trained them."""
    kept = os.path.join(args.cache, 'folds.csv')
    if any(name.startswith(('bank', 'pictures', 'net-')) for name in os.listdir(args.cache)):
        if corpora.read_folds(kept, rows) != {corpora.group_of(r): fold_of[r['path']] for r in rows}:
            sys.exit(f'{args.cache} holds steps of other folds: delete it (audio.i16 and offsets.npy may stay)')
    corpora.write_folds(rows, fold_of, kept)
    shutil.copyfile(kept, args.folds)


def train_fold(cache, fold, steps):
    """The networks that never saw a fold."""
    others = [g for g in EVERYTHING if g != fold]
    return [train_cached(cache, f'fold{fold}', seed, others, steps) for seed in SEEDS]


def prepare(clips, args):
    """Folds, the bank of frames, the teacher's pictures. Gives (rows that train, {path: fold})."""
    rows = [r for r in clips.rows if corpora.may_train(r)]
    fold_of = corpora.assign_folds(rows, corpora.read_folds(args.folds, rows))
    keep_folds(rows, fold_of, args)
    free = {r['path']: fold_of[r['path']] for r in rows if corpora.is_permissive(r)}
    teacher = Teacher(os.path.join(args.corpus, 'models/yamnet.onnx'))
    pool = make_pool(clips, free, args.cache, teacher)
    if not os.path.exists(os.path.join(args.cache, 'bank.pkl')):
        bank.write_bank(clips, fold_of, pool, args.cache)
    for fold in EVERYTHING:
        batches = [pictures.composed(bank.load_bank(args.cache), fold),
                   pictures.windowed(clips, free, fold, pool)]
        pictures.write_fold(args.cache, fold, teacher, (b for part in batches for b in part))
    return rows, fold_of


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--corpus', required=True)
    parser.add_argument('--cache', default=os.path.join(HERE, '../.cache/sound'))
    parser.add_argument('--steps', type=int, default=3000)
    parser.add_argument('--smoke', action='store_true',
                        help='every step on a few clips, nothing of the product is touched')
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.folds = os.path.join(HERE, 'folds.csv')
    if not args.smoke:
        return make(args, corpora.Clips(args.corpus, args.cache))
    with tempfile.TemporaryDirectory() as folder:
        smoke.make_tiny()
        args.cache, args.steps = folder, smoke.STEPS
        args.folds = shutil.copy(args.folds, os.path.join(folder, 'listed.csv'))
        make(args, corpora.Clips(args.corpus, folder, smoke.few))


def make(args, clips):
    rows, fold_of = prepare(clips, args)
    nets = [train_fold(args.cache, fold, args.steps) for fold in EVERYTHING]
    figures = evaluate.measure(clips, fold_of, nets, args.cache)
    # The shipped networks are the first fold's, gone on with all clips: half the time of new ones.
    final = [train_cached(args.cache, 'final', seed, EVERYTHING, args.steps // 2, net)
             for seed, net in zip(SEEDS, nets[0])]
    out = args.cache if args.smoke else MODELS
    made = export.export(final, figures, out)
    card.write_card(rows, made, figures, out)
    with open(os.path.join(args.cache if args.smoke else HERE, 'figures.json'), 'w', encoding='utf-8') as f:
        json.dump({'outOfFold': figures}, f, indent=1)
        f.write('\n')
    if args.smoke:
        return print('smoke: every step ran;', made['bytes'], 'bytes of network, thrown away')
    write_golden(os.path.join(HERE, '../packages/core/detection/golden/log-mel.json'))


if __name__ == '__main__':
    main()
