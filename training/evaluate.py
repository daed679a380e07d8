"""Cross-validated figures: every clip is heard by a network that never saw its source.

A clip stands in faint noise, 0.96 s on either side, and is heard as the terminal hears it: windows
every 0.48 s, `two looks` = the mean of two windows in a row, `one look` = one window alone.
False alarms are clips without any event label, at most one a clip, per hour of such clips.
"""
import json
import os
import pickle

import numpy as np
import torch

import corpus as corpora
from log_mel import windows_of
from model import blend

RATES = (1, 5)
PAD = 15360
DERIVED = {'vocal_aug', 'scream_synth'}
"""Perturbed or synthetic clips: shown apart, never in the headline recall."""


def hear_clip(net, pcm, rng):
    """[samples] -> [2, windows, classes] logits of the label head and the teacher head."""
    quiet = rng.standard_normal(len(pcm) + 2 * PAD).astype(np.float32) * 3e-4
    quiet[PAD:PAD + len(pcm)] += pcm
    with torch.no_grad():
        x = torch.from_numpy(windows_of(quiet)[:, None]).to(memory_format=torch.channels_last)
        h = net.features(x)
        return torch.stack([net.label(h), net.teacher(h)]).numpy()


def two_looks(scores):
    """[windows, classes] -> [classes]: the best mean of two windows in a row."""
    return ((scores[1:] + scores[:-1]) / 2).max(0)


def score_all(clips, net_for, path):
    """{path: (two looks, one look)} of clips with a network; what it heard is kept in the cache."""
    if not os.path.exists(path):
        rng, heard = np.random.default_rng(5), {}
        for i, row in enumerate(clips.rows):
            net = None if row['label'] in corpora.IGNORED else net_for(i, row)
            if net is not None:
                heard[row['path']] = hear_clip(net, clips.audio(i), rng)
        with open(path, 'wb') as f:
            pickle.dump(heard, f)
    with open(path, 'rb') as f:
        heard = pickle.load(f)
    scores = {k: blend(torch.from_numpy(a), torch.from_numpy(b)).numpy()
              for k, (a, b) in heard.items()}
    return {k: (two_looks(s), s.max(0)) for k, s in scores.items()}


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


class Table:
    """Scores of one class against the clips that may be counted."""

    def __init__(self, clips, scores, c, keep=lambda row: True):
        rows = [r for r in clips.rows if r['path'] in scores and keep(r)]
        target = {r['path']: corpora.class_targets(r) for r in rows}
        self.c, self.scores = c, scores
        self.events = [r for r in rows if target[r['path']][c] == 1]
        self.quiet = [r for r in rows if max(target[r['path']]) < 1 and target[r['path']][c] == 0]
        self.other = [r for r in rows if max(target[r['path']]) == 1 and target[r['path']][c] == 0]
        self.hours = sum(float(r['seconds']) for r in self.quiet) / 3600

    def of(self, rows, look=0):
        return np.array([self.scores[r['path']][look][self.c] for r in rows])

    def fired(self, rows, threshold, one_look=None):
        """[rows] of whether the terminal would raise an alarm on the clip."""
        hit = self.of(rows) >= threshold
        return hit if one_look is None else hit | (self.of(rows, 1) >= one_look)

    def recall(self, rows, threshold, one_look=None):
        return round(float(self.fired(rows, threshold, one_look).mean()), 3) if rows else None


def figures_of(table, name):
    """Figures and thresholds of a class. A bang may also fire on one look: half the budget each."""
    real = [r for r in table.events if r['set'] not in DERIVED]
    quiet = table.of(table.quiet)
    out = {'events': len(real), 'negativeClips': len(quiet), 'negativeHours': round(table.hours, 2),
           'auc': round(auc(table.of(real), quiet), 4)}
    share = 2 if name == 'bang' else 1
    for rate in RATES:
        two = threshold_at(quiet, table.hours, rate / share)
        one = threshold_at(table.of(table.quiet, 1), table.hours, rate / share)
        one = one if name == 'bang' else None
        out[f'at{rate}PerHour'] = {
            'twoLooks': round(two, 4), 'oneLook': one and round(one, 4),
            'recall': table.recall(real, two, one),
            'bySet': {s: [table.recall([r for r in table.events if r['set'] == s], two, one),
                          sum(r['set'] == s for r in table.events)]
                      for s in sorted({r['set'] for r in table.events})},
            'otherEventsTakenForIt': table.recall(table.other, two, one)}
    two = out['at1PerHour']['twoLooks']
    worst = sorted(table.quiet, key=lambda r: -table.scores[r['path']][0][table.c])[:12]
    out['worst'] = [[r['label'], r['path'], round(float(table.scores[r['path']][0][table.c]), 3)]
                    for r in worst]
    one = out['at1PerHour']['oneLook']
    out['falseAlarmsAt1'] = int(table.fired(table.quiet, two, one).sum())
    return out


def measure(clips, fold_of, nets, cache):
    """Out-of-fold figures of all classes; prints and returns them."""
    def net_for(i, row):
        return nets[fold_of.get(row['path'], i % corpora.FOLDS)]
    scores = score_all(clips, net_for, os.path.join(cache, 'heard-oof.pkl'))
    figures = {name: figures_of(Table(clips, scores, c), name)
               for c, name in enumerate(corpora.CLASSES)}
    print(json.dumps(figures, indent=1))
    return figures


def measure_final(clips, net, cache, thresholds):
    """The shipped network and thresholds on the clips it never saw: copyleft and eval-only rows."""
    scores = score_all(clips, lambda i, row: None if corpora.may_train(row) else net,
                       os.path.join(cache, 'heard-final.pkl'))
    out = {}
    for c, name in enumerate(corpora.CLASSES):
        table = Table(clips, scores, c, lambda row: not corpora.may_train(row))
        two, one = thresholds[name]['twoLooks'], thresholds[name]['oneLook']
        real = [r for r in table.events if r['set'] not in DERIVED]
        alarms = table.fired(table.quiet, two, one)
        out[name] = {'events': len(real), 'recall': table.recall(real, two, one),
                     'auc': auc(table.of(real), table.of(table.quiet)),
                     'hours': round(table.hours, 2), 'falseAlarms': int(alarms.sum()),
                     'alarmLabels': sorted({r['label'] for r, a in zip(table.quiet, alarms) if a})}
    print(json.dumps(out, indent=1))
    return out
