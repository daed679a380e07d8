"""All training sound as log-mel frames, once, so that pictures can be put together while training.

Items are stretches of frames: every clip, rarer events at several speeds and drives, and made
sounds (screams that the teacher takes for screams, sirens, shots, breaking glass).
"""
import os
import pickle

import numpy as np

import corpus as corpora
from augment import change_speed, equalise
from log_mel import BINS, log_mel_stream
from made_glass import glass
from made_sounds import bang
from made_tones import chirp, tones

VARIANTS = {'scream': 4, 'shout': 4, 'glass': 30, 'bang': 14, 'laugh': 8}
"""Copies beside the original of clips of these classes, each at its own speed and drive."""

CRY_ADULT = 25
MADE_EACH = 700
"""Shots, and breaking glass, of each fold."""

TONES_EACH, CHIRPS_EACH = 125, 25
"""Electronic sounds of each fold, and copies of the terminal's own chirp."""


def varied(rng, pcm):
    """Another speed (time and pitch together), another mouth, sometimes overdriven or cut short."""
    pcm = equalise(rng, change_speed(rng, pcm, 0.45))
    if rng.random() < 0.25:
        pcm = np.tanh(pcm / (np.abs(pcm).max() + 1e-9) * rng.uniform(1.5, 6)) * 0.5
    if rng.random() < 0.3 and len(pcm) > 12800:
        pcm = cut_short(rng, pcm)
    return pcm.astype(np.float32)


def cut_short(rng, pcm):
    """The loudest 0.3 to 0.8 s, faded out."""
    count = int(rng.uniform(0.3, 0.8) * 16000)
    at = int(np.argmax(np.convolve(pcm ** 2, np.ones(3200), 'same')))
    part = pcm[max(0, at - count // 2):][:count]
    return part * np.minimum(1, np.arange(len(part))[::-1] / 800)


def copies_of(row):
    if row['label'] == 'cry_adult':
        return CRY_ADULT
    if row['set'] in ('vocal_aug', 'scream_synth'):
        return 1
    return VARIANTS.get(corpora.class_of(row['label']), 0)


def loud_frames(frames):
    """Frame numbers within 12 dB of the loudest, of a stretch of log-mel frames."""
    power = (np.exp(frames.astype(np.float32)) ** 2).sum(1)
    power = np.convolve(power, np.ones(5) / 5, 'same')
    return np.flatnonzero(power >= power.max() * 10 ** -1.2)


class Writer:
    def __init__(self, path):
        self.file, self.items, self.at = open(path, 'wb'), [], 0

    def add(self, pcm, **about):
        if len(pcm) < 800:
            return
        frames = log_mel_stream(pcm).astype(np.float16)
        self.file.write(frames.tobytes())
        self.items.append({**about, 'start': self.at, 'count': len(frames)})
        if about['kind'] in corpora.EVENTS + ['laugh']:
            self.items[-1]['loud'] = loud_frames(frames)
        self.at += len(frames)


def write_bank(clips, fold_of, pool, cache):
    rng = np.random.default_rng(77)
    out = Writer(os.path.join(cache, 'bank.f16'))
    for i, row in enumerate(clips.rows):
        if row['path'] not in fold_of:
            continue
        about = {'fold': fold_of[row['path']], 'kind': corpora.class_of(row['label']),
                 'label': row['label'], 'target': corpora.class_targets(row),
                 'group': corpora.group_of(row) if row['set'] not in corpora.BY_CLIP else row['set'],
                 'free': corpora.is_permissive(row)}
        pcm = clips.audio(i)
        out.add(pcm, **about)
        for _ in range(copies_of(row)):
            out.add(varied(rng, pcm), **about)
    for pcm, event, fold in zip(pool['pcm'], pool['event'], pool['fold']):
        made(out, pcm / np.float32(32768), 'scream' if event else 'other', int(fold))
    for fold in range(corpora.FOLDS):
        for _ in range(MADE_EACH):
            made(out, bang(rng), 'bang', fold)
            made(out, glass(rng), 'glass', fold)
        for k in range(TONES_EACH + CHIRPS_EACH):
            tone = chirp() if k < CHIRPS_EACH else tones(rng)
            made(out, np.pad(tone, 8000), 'other', fold, 'tone')
    out.file.close()
    with open(os.path.join(cache, 'bank.pkl'), 'wb') as f:
        pickle.dump(out.items, f)


def made(out, pcm, kind, fold, label='made'):
    target = [int(name == kind) for name in corpora.CLASSES]
    out.add(pcm, fold=fold, kind=kind, label=label, target=target, group=label, free=True)


def load_bank(cache):
    """(frames [n, 64] float16, items)"""
    with open(os.path.join(cache, 'bank.pkl'), 'rb') as f:
        items = pickle.load(f)
    return np.memmap(os.path.join(cache, 'bank.f16'), np.float16, 'r').reshape(-1, BINS), items
