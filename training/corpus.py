"""The corpus: manifest, licence filter, classes, folds, decoded cache.

The manifest is a CSV of one clip a row (path, set, label, speaker, seconds, licence, use ...).
Audio is decoded once into one int16 file at 16 kHz mono; a clip is a slice of it.
"""
import csv
import os
import re
import subprocess
import tempfile

import numpy as np

SAMPLE_RATE_HZ = 16000
CLASSES = ['scream', 'shout', 'cry', 'glass', 'bang', 'speech', 'laugh', 'other']
"""In the order of the network's outputs. The last three raise no alarm: they shape the others."""

SPEECH = {'word_zh', 'word_en', 'syllable_zh', 'speech_zh', 'speech_en_child', 'speech_en_adult',
          'nonhelp_phrase', 'help', 'speech_game', 'whisper', 'mumbling'}
LABELS_OF = {'scream': {'scream'}, 'shout': {'shout_pain', 'shout_speech'},
             'cry': {'cry_baby', 'cry_adult'}, 'glass': {'glass'}, 'bang': {'bang'},
             'speech': SPEECH, 'laugh': {'laugh'}}
"""Labels that count for a class; `other` is what counts for none."""

EVENTS = ['scream', 'shout', 'cry', 'glass', 'bang']
VOICES = {'scream', 'shout', 'cry'}

IGNORED = {'bang_synthetic', 'cry_cartoon', 'scream_monster', 'groan', 'gasp', 'moan', 'shout_joy',
           'glass_tap', 'rir', 'stream'}
"""Neither event nor negative: the label does not say what a listener would."""

UNSURE = {'scream': {'shout_pain'}, 'cry': {'shout_pain'}, 'shout': {'scream', 'help'}}
"""Not held against the class, in training or in counting: a listener could call it that."""

COPYLEFT = re.compile(r'BY-SA|GPL|GFDL|share-?alike', re.I)
FOLDS = 3
BY_CLIP = {'scream_synth'}
"""Sets made by one generator: folds go by clip; figures on them are reported apart."""


def read_manifest(corpus):
    with open(os.path.join(corpus, 'manifest.csv'), newline='', encoding='utf-8') as f:
        return list(csv.DictReader(f))


def is_permissive(row):
    return not COPYLEFT.search(row['licence'])


def may_train(row):
    """What lets itself be redistributed and trained on; of share-alike rows only the events.

    Nearly all shouting, half of the screams and half of the bangs are share-alike; their negatives
    have permissive like.
    """
    if row['use'] != 'train' or row['label'] in IGNORED:
        return False
    return is_permissive(row) or class_of(row['label']) in EVENTS


def class_of(label):
    for name, labels in LABELS_OF.items():
        if label in labels:
            return name
    return 'other'


def class_targets(row):
    """[classes] of 1 (event), 0 (negative), -1 (do not ask)."""
    label = row['label']
    if label in IGNORED:
        return [-1] * len(CLASSES)
    own = class_of(label)
    return [1 if name == own else -1 if label in UNSURE.get(name, ()) else 0 for name in CLASSES]


def group_of(row):
    """The unit that never straddles folds: a speaker, else the recording it was cut from."""
    stem = os.path.splitext(os.path.basename(row['path']))[0]
    if row['set'] in BY_CLIP:
        return row['path']
    if row['set'] == 'esc10':
        return 'freesound:' + stem.split('-')[1]
    if row['licence'].startswith(('BSD', 'Zlib')):
        return row['licence']
    if row['speaker']:
        return row['speaker']
    package = re.match(r'Debian (\S+)', row['source_repo'])
    if package:
        # One actor lends a game several characters, and a perturbed copy lies in another set.
        return 'game:' + package.group(1)
    author = re.search(r'people/([^/]+)/|— (\S+) https?://(?:www\.)?freesound', row['licence'])
    if author:
        return 'author:' + (author.group(1) or author.group(2)).lower()
    if ' — ' in row['licence']:
        return row['licence']
    return row['set'] + ':' + re.sub(r'[_-]?\d+$', '', stem)


def assign_folds(rows, known):
    """Group-wise folds: each group goes, largest first, where its main label is shortest.

    known: {group: fold} of an earlier training, kept, so that networks stay comparable.
    """
    seconds = {}
    for row in rows:
        by_label = seconds.setdefault(group_of(row), {})
        by_label[row['label']] = by_label.get(row['label'], 0) + float(row['seconds'])
    load = {}
    fold_of = {}
    order = sorted(seconds.items(), key=lambda kv: (kv[0] not in known, -sum(kv[1].values()), kv[0]))
    for group, by_label in order:
        rare = sorted(by_label, key=lambda k: (class_of(k) not in EVENTS, -by_label[k]))[0]
        totals = load.setdefault(class_of(rare) if class_of(rare) in EVENTS else rare, [0.0] * FOLDS)
        fold = known.get(group, int(np.argmin(totals)))
        totals[fold] += by_label[rare]
        fold_of[group] = fold
    return {row['path']: fold_of[group_of(row)] for row in rows}


def read_folds(path, rows):
    """{group: fold} of the rows that a list of an earlier training names, where it has but one."""
    if not os.path.exists(path):
        return {}
    with open(path, newline='', encoding='utf-8') as f:
        fold_of = {r['path']: r['fold'] for r in csv.DictReader(f)}
    of_group = {}
    for row in rows:
        if row['path'] in fold_of:
            of_group.setdefault(group_of(row), set()).add(fold_of[row['path']])
    return {group: int(*folds) for group, folds in of_group.items()
            if len(folds) == 1}


def write_folds(rows, fold_of, path):
    with open(path, 'w', encoding='utf-8') as f:
        f.write('path,fold\n')
        for row in rows:
            f.write(f"{row['path']},{fold_of[row['path']]}\n")


def decode_batch(corpus, paths, folder):
    """One ffmpeg for many files: the start of a process costs more than a short clip."""
    command = ['ffmpeg', '-nostdin', '-v', 'error', '-y', '-threads', '1']
    for p in paths:
        command += ['-i', os.path.join(corpus, p)]
    for k in range(len(paths)):
        command += ['-map', f'{k}:a:0', '-ar', str(SAMPLE_RATE_HZ), '-ac', '1', '-f', 's16le',
                    os.path.join(folder, f'{k}.raw')]
    subprocess.run(command, check=True)
    return [np.fromfile(os.path.join(folder, f'{k}.raw'), dtype='<i2') for k in range(len(paths))]


def decode_all(corpus, rows, cache):
    """Decodes into cache/audio.i16 with cache/offsets.npy [rows+1]; does nothing when present."""
    audio, offsets = os.path.join(cache, 'audio.i16'), os.path.join(cache, 'offsets.npy')
    if not os.path.exists(offsets):
        ends = [0]
        with open(audio, 'wb') as out, tempfile.TemporaryDirectory(dir=cache) as folder:
            for at in range(0, len(rows), 64):
                for pcm in decode_batch(corpus, [r['path'] for r in rows[at:at + 64]], folder):
                    out.write(pcm.tobytes())
                    ends.append(ends[-1] + len(pcm))
        np.save(offsets, np.array(ends, dtype=np.int64))
    return np.memmap(audio, dtype='<i2', mode='r'), np.load(offsets)


class Clips:
    """Rows with their decoded audio; `choose` thins the rows out."""

    def __init__(self, corpus, cache, choose=lambda rows: rows):
        os.makedirs(cache, exist_ok=True)
        self.rows = choose([r for r in read_manifest(corpus) if r['label'] not in ('stream',)])
        self.pcm, self.offsets = decode_all(corpus, self.rows, cache)

    def audio(self, i):
        """[samples] float32 in -1..1."""
        return self.pcm[self.offsets[i]:self.offsets[i + 1]].astype(np.float32) / 32768
