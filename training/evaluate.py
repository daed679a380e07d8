"""Cross-validated figures: every clip is heard by a network that never saw its source.

A clip stands in faint noise, a second on either side, and is heard as the terminal hears it: windows
every 0.24 s; its score is the best mean of three windows in a row. False alarms are clips without
any event label, at most one a clip, per hour of such clips.
"""
import json
import os
import pickle

import numpy as np
import torch

import corpus as corpora
from log_mel import log_mel_stream, windows_of
from model import Shipped

RATES = (1, 5)
PAD = 16000
DERIVED = {'vocal_aug', 'scream_synth'}
"""Perturbed or synthetic clips: shown apart, never in the headline recall of the card."""


def in_quiet(pcm, rng):
    lead = PAD + int(rng.integers(0, 3840))
    quiet = rng.standard_normal(len(pcm) + lead + PAD).astype(np.float32) * 3e-4
    quiet[lead:lead + len(pcm)] += pcm
    return quiet


@torch.no_grad()
def hear_clip(shipped, pcm, rng):
    """[samples] -> [windows, classes] probabilities of what would be shipped."""
    x = torch.from_numpy(windows_of(log_mel_stream(in_quiet(pcm, rng)))[:, None])
    with torch.autocast('cpu', dtype=torch.bfloat16):
        return shipped(x.to(memory_format=torch.channels_last)).float().numpy()


def together(scores):
    """[windows, classes] -> [classes]: the best mean of three windows in a row."""
    padded = np.concatenate([np.zeros((2, scores.shape[1]), np.float32), scores])
    return ((padded[:-2] + padded[1:-1] + padded[2:]) / 3).max(0)


def score_all(clips, net_for, path):
    """{path: [classes]} of clips with networks; what they heard is kept in the cache."""
    if not os.path.exists(path):
        rng, heard = np.random.default_rng(5), {}
        for i, row in enumerate(clips.rows):
            shipped = None if row['label'] in corpora.IGNORED else net_for(i, row)
            if shipped is not None:
                heard[row['path']] = hear_clip(shipped, clips.audio(i), rng)
        with open(path, 'wb') as f:
            pickle.dump(heard, f)
    with open(path, 'rb') as f:
        heard = pickle.load(f)
    return {k: together(s) for k, s in heard.items()}


def auc(positive, negative):
    """Area under the ROC curve: how often an event scores above a non-event."""
    if not len(positive) or not len(negative):
        return None
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, 'left') + np.searchsorted(ordered, positive, 'right')
    return float(below.mean() / 2 / len(negative))


def threshold_at(negative, hours, per_hour):
    """The lowest threshold at which no more than per_hour * hours clips are at or above it."""
    allowed = int(np.floor(per_hour * hours + 1e-9))
    ordered = np.sort(negative)[::-1]
    return float(ordered[min(allowed, len(ordered) - 1)]) + 1e-4


def kind_of(row):
    """Its class; a call for help is an event too, though of another branch."""
    return 'help' if row['label'] == 'help' else corpora.class_of(row['label'])


class Table:
    """Scores of one class against the clips that may be counted."""

    def __init__(self, clips, scores, c, keep=lambda row: True):
        rows = [r for r in clips.rows if r['path'] in scores and keep(r)]
        target = {r['path']: corpora.class_targets(r) for r in rows}
        self.c, self.scores = c, scores
        self.events = [r for r in rows if target[r['path']][c] == 1]
        silent = corpora.EVENTS + ['help']
        self.quiet = [r for r in rows if kind_of(r) not in silent and target[r['path']][c] < 1]
        self.other = [r for r in rows if kind_of(r) in silent and target[r['path']][c] < 1]
        self.hours = sum(float(r['seconds']) for r in self.quiet) / 3600

    def of(self, rows):
        return np.array([self.scores[r['path']][self.c] for r in rows])

    def recall(self, rows, threshold):
        return round(float((self.of(rows) >= threshold).mean()), 3) if rows else None


def figures_of(table):
    """Figures and thresholds of a class."""
    real = [r for r in table.events if r['set'] not in DERIVED]
    quiet = table.of(table.quiet)
    out = {'events': len(real), 'negativeClips': len(quiet), 'negativeHours': round(table.hours, 2),
           'auc': round(auc(table.of(real), quiet), 4),
           'highest': round(float(table.of(table.events).max()), 4)}
    for rate in RATES:
        threshold = threshold_at(quiet, table.hours, rate)
        out[f'at{rate}PerHour'] = {
            'together': round(threshold, 4), 'oneLook': None,
            'recall': table.recall(real, threshold),
            'bySet': {s: [table.recall([r for r in table.events if r['set'] == s], threshold),
                          sum(r['set'] == s for r in table.events)]
                      for s in sorted({r['set'] for r in table.events})},
            'otherEventsTakenForIt': table.recall(table.other, threshold)}
    worst = sorted(table.quiet, key=lambda r: -table.scores[r['path']][table.c])[:12]
    out['worst'] = [[r['label'], r['path'], round(float(table.scores[r['path']][table.c]), 3)]
                    for r in worst]
    out['falseAlarmsAt1'] = int((quiet >= out['at1PerHour']['together']).sum())
    return out


def measure(clips, fold_of, nets, cache):
    """Out-of-fold figures of all classes; prints and returns them. nets: lists by fold

    Of clips without event every third counts, as in `bin/anyuan evaluate --every 3`: they are many and
    alike. Those outside the folds are heard by the networks of each fold in turn.
    """
    quiet = [r['path'] for r in clips.rows if kind_of(r) not in corpora.EVENTS + ['help']
             and r['label'] not in corpora.IGNORED]
    heard = set(quiet[::3])
    shipped = [Shipped(of_fold).eval() for of_fold in nets]

    def net_for(i, row):
        if kind_of(row) not in corpora.EVENTS and row['path'] not in heard:
            return None
        return shipped[fold_of.get(row['path'], i % corpora.FOLDS)]
    scores = score_all(clips, net_for, os.path.join(cache, 'heard.pkl'))
    figures = {name: figures_of(Table(clips, scores, corpora.CLASSES.index(name)))
               for name in corpora.EVENTS}
    print(json.dumps(figures, indent=1))
    return figures
