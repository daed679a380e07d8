#!/usr/bin/env python3
"""The fold networks that training left in the cache, as ONNX: cross-validated figures of `evaluate`.

    python3 bench/evaluate/export_folds.py

Writes .cache/sound/fold0 .. fold2 (sound.onnx, sound.json); `bin/anyuan evaluate` finds them there.
A clip of fold f is heard by the networks of f, which were trained on the other folds.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, '../..')
sys.path.insert(0, os.path.join(ROOT, 'training'))

import json  # noqa: E402

import torch  # noqa: E402

import corpus as corpora  # noqa: E402
import export  # noqa: E402
import train  # noqa: E402


def main():
    cache = os.path.join(ROOT, '.cache/sound')
    with open(os.path.join(ROOT, 'training/figures.json'), encoding='utf-8') as f:
        figures = json.load(f)['outOfFold']
    torch.set_num_threads(1)
    for fold in range(corpora.FOLDS):
        nets = train.train_fold(cache, fold, 0)
        made = export.export(nets, figures, os.path.join(cache, f'fold{fold}'))
        print(fold, made['sha256'])


if __name__ == '__main__':
    main()
