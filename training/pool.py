"""Made screams that pass for screams, and made sounds that pass for sirens, sorted by the teacher.

Thousands are made, the teacher hears each; the few it takes for a scream train as screams, those it
takes for a siren, whistle, alarm or horn and not at all for a scream train as negatives.
"""
import os

import numpy as np

import corpus as corpora
from augment import WINDOW
from made_sounds import screamed
from scream_synth import scream

VOICES = {'en_child_adult', 'zh_words_multi', 'zh_read', 'zh_syll_c', 'donateacry'}
TRIES = (6000, 4000)
"""Screams from nothing, and from voices of the training rows."""

SIREN_TAGS = [302, 382, 389, 390, 391, 392, 393, 394, 395, 396, 397]
"""Vehicle horn, alarm, alarm clock, siren, civil defence siren, buzzer, smoke detector, fire alarm,
foghorn, whistle, steam whistle in the teacher's class map."""

TAKEN, DENIED, SIREN = 0.07, 0.004, 0.3


def fit(pcm):
    """The loud middle of a sound, WINDOW samples of int16 at a peak of -4 dBFS."""
    out = np.zeros(WINDOW, np.float32)
    part = pcm[max(0, (len(pcm) - WINDOW) // 2):][:WINDOW]
    out[:len(part)] = part / (np.abs(part).max() + 1e-9) * 0.63
    return (out * 32767).astype('<i2')


def make_pool(clips, fold_of, cache, teacher):
    """Writes pool.npz: pcm [n, WINDOW] int16, event [n] (1 scream, 0 siren), fold [n]."""
    path = os.path.join(cache, 'pool.npz')
    if os.path.exists(path):
        return np.load(path)
    rng = np.random.default_rng(31)
    voices = [i for i, r in enumerate(clips.rows) if r['set'] in VOICES and r['path'] in fold_of]
    pcm = np.zeros((sum(TRIES), WINDOW), '<i2')
    fold = rng.integers(0, corpora.FOLDS, sum(TRIES))
    for k in range(sum(TRIES)):
        if k < TRIES[0]:
            base_hz = float(np.exp(rng.uniform(np.log(280), np.log(1500))))
            pcm[k] = fit(scream(int(rng.integers(1 << 40)), None, base_hz))
        else:
            i = int(rng.choice(voices))
            pcm[k], fold[k] = fit(screamed(rng, clips.audio(i))), fold_of[clips.rows[i]['path']]
    tags = teacher.scores_of(pcm)
    taken = tags[:, 11] > TAKEN
    siren = (tags[:, 11] < DENIED) & (tags[:, SIREN_TAGS].max(1) > SIREN)
    keep = taken | siren
    np.savez(path, pcm=pcm[keep], event=taken[keep].astype(np.int8), fold=fold[keep])
    print('made', sum(TRIES), 'taken for screams', int(taken[:TRIES[0]].sum()), '+',
          int(taken[TRIES[0]:].sum()), 'for sirens', int(siren.sum()), flush=True)
    return np.load(path)
