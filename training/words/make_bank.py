"""Banks of recorded voices and of other sounds, from the audio that training/corpus.py decoded.

voices.npz: syllables, words and sentences with their pinyin; each in several sizes of speaker.
others.npz: everything that is no Mandarin speech, at 10 ms steps; `text` holds the fold.
"""
import csv
import os
import sys

import numpy as np

import bank
import corpus as corpora
import tokens as tk

SIZES = {'zh_syll_a': 4, 'zh_syll_c': 4, 'zh_words_b': 3, 'zh_read': 3, 'zh_words_multi': 2}
MANDARIN = {'phrases_syllable', 'phrases_tts', *SIZES}
LONGEST_OTHER_SEC = 20


def make_voices(clips, out):
    rng = np.random.default_rng(7)
    made = bank.Bank()
    for i, row in enumerate(clips.rows):
        if row['set'] not in SIZES or row['use'] != 'train' or row['label'] == 'word_en':
            continue
        if tk.tokens_of(row['pinyin']) is None:
            continue
        pcm = clips.audio(i)
        for k in range(SIZES[row['set']]):
            factor = 1.0 if k == 0 else np.exp(rng.uniform(np.log(0.70), np.log(1.40)))
            mag = bank.magnitudes(bank.resized(pcm, factor), 80)
            made.add(bank.trimmed(mag, 30), (row['pinyin'].split(), row['speaker']))
    made.save(out)
    print('voices', len(made.about), made.ends[-1])


def make_others(clips, folds, out):
    made = bank.Bank()
    for i, row in enumerate(clips.rows):
        if row['set'] in MANDARIN - {'zh_words_multi'} or row['use'] != 'train' or row['label'] == 'rir':
            continue
        if row['set'] == 'zh_words_multi' and row['label'] != 'word_en':
            continue
        fold = corpora_fold(row, folds)
        made.add(bank.magnitudes(clips.audio(i)[:LONGEST_OTHER_SEC * 16000], 160), ([str(fold)], row['label']))
    made.save(out)
    print('others', len(made.about), made.ends[-1])


def corpora_fold(row, folds):
    """The students' voices go with one of the three syllable voices each; others as for sounds."""
    from folds import fold_of_voice
    voice = fold_of_voice(row['speaker'])
    return folds.get(row['path'], 0) if voice is None else voice


def main(corpus, sound_cache, out):
    clips = corpora.Clips(corpus, sound_cache)
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(bank.HERE, '../folds.csv'), encoding='utf-8') as f:
        folds = {row['path']: int(row['fold']) for row in csv.DictReader(f)
                 if row['fold'] != corpora.SEVERAL}
    make_voices(clips, os.path.join(out, 'voices.npz'))
    make_others(clips, folds, os.path.join(out, 'others.npz'))


if __name__ == '__main__':
    main(*sys.argv[1:4])
