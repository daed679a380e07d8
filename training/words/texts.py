"""What the training voices say: phrases of the list, near misses of them, and anything else."""
import numpy as np

import tokens as tk

HELP = [
    'jiu4 ming4', 'jiu4 ming4 a1', 'jiu4 ming4 a5', 'jiu4 jiu4 wo3', 'lao3 shi1 jiu4 wo3',
    'lao3 shi1 lao3 shi1 you3 ren2 yao4 da2 wo3', 'you3 ren2 yao4 da2 wo3', 'bie2 da2 wo3',
    'bie2 da3 le5', 'bu2 yao4 da2 wo3', 'you3 ren2 da3 jia4', 'you3 ren2 da2 wo3',
    'wo3 yao4 bao4 jing3', 'fang4 kai1 wo3', 'lai2 ren2 a1', 'lai2 ren2 a5', 'kuai4 lai2 ren2',
    'da3 ren2 le5', 'da3 ren2 la5', 'da3 jia4 le5', 'zhao2 huo3 le5', 'kuai4 jiao4 lao3 shi1',
    'bang1 bang1 wo3', 'bie2 guo4 lai2', 'song1 shou3', 'qi1 fu4 ren2', 'bie2 qi1 fu4 wo3',
    'wo3 hai4 pa4', 'sha1 ren2 le5', 'bao3 an1',
]
"""Pinyin as spoken (tone sandhi applied). Training leans towards these; the model stays open."""


def alter(rng, syllables, inventory):
    """One syllable of a phrase replaced by another: what is nearly, but not, a call for help."""
    out = list(syllables)
    at = len(out) - 1 if rng.random() < 0.35 else int(rng.integers(len(out)))
    initial, final, tone = tk.split_syllable(out[at])
    kind = rng.random()
    def near(s):
        i, f, t = tk.split_syllable(s)
        if kind < 0.3:
            return f == final and i == initial and t != tone
        if kind < 0.6:
            return i == initial and f != final
        if kind < 0.8:
            return f == final and i != initial
        return True
    choice = [s for s in inventory if s != out[at] and near(s)]
    if choice:
        out[at] = choice[int(rng.integers(len(choice)))]
    return out


def pick(rng, sentences, inventory):
    """One list of syllables to be said. Near misses are as frequent as phrases: else the network learns to
    expect the end of a phrase, and hears 有人打架 where 有人打球 was said."""
    kind = rng.random()
    phrase = HELP[int(rng.integers(len(HELP)))].split()
    if kind < 0.24:
        return phrase
    if kind < 0.52:
        return alter(rng, phrase, inventory)
    if kind < 0.60:
        return [inventory[int(k)] for k in rng.integers(len(inventory), size=int(rng.integers(2, 6)))]
    sentence = sentences[int(rng.integers(len(sentences)))]
    count = int(rng.integers(2, 8))
    start = int(rng.integers(max(1, len(sentence) - count + 1)))
    return sentence[start:start + count]


def all_sentences(rows):
    """Syllable lists of every transcript with pinyin."""
    out = []
    for row in rows:
        syllables = row['pinyin'].split()
        if syllables and all(tk.split_syllable(s) for s in syllables) and row['label'] in ('speech_zh', 'word_zh'):
            out.append(syllables)
    return out


def inventory_of(sentences):
    return sorted({s for sentence in sentences for s in sentence})
