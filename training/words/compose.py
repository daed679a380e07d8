"""Training examples, put together from pictures: speech out of syllables, rooms, noise, microphones.

Pictures are magnitudes, so sounds add by power, a room is a decay in every band, a microphone is a
curve over the bands. No example is made twice.
"""
import numpy as np
from scipy.signal import lfilter

import texts
import tokens as tk

FRAMES = 300
"""Frames (10 ms) of an example: 3 s."""
FLOOR = 0.001


def opened(path):
    """Pictures of a bank, mapped and not read: several networks train on the same memory."""
    return np.load(path.replace('.npz', '.mag.npy'), mmap_mode='r')


class Voices:
    """A bank opened for saying things: by speaker, by single syllable, whole utterances."""

    def __init__(self, path, keep):
        data = np.load(path)
        self.mag, self.ends = opened(path), data['ends']
        self.text = [t.split() for t in data['text']]
        self.speaker = data['speaker']
        self.one, self.whole = {}, []
        for i, said in enumerate(self.text):
            speaker = str(self.speaker[i])
            if not keep(speaker):
                continue
            if len(said) == 1:
                self.one.setdefault(speaker, {}).setdefault(said[0], []).append(i)
            frames = self.ends[i + 1] - self.ends[i]
            if len(said) > 1 and frames < 2 * FRAMES or speaker.startswith('dsp'):
                self.whole.append(i)
        self.one = {s: units for s, units in self.one.items() if len(units) > 100}

    def picture(self, i):
        """Frames at 5 ms, magnitudes."""
        return np.exp(self.mag[self.ends[i]:self.ends[i + 1]].astype(np.float32))


def stretched(picture, frames):
    """The same sound in so many frames."""
    if len(picture) < 2 or frames < 1:
        return picture[:1].repeat(max(1, frames), 0)
    at = np.linspace(0, len(picture) - 1.001, frames)
    low = at.astype(int)
    part = (at - low)[:, None]
    return picture[low] * (1 - part) + picture[low + 1] * part


def bent(rng, picture):
    """Another length of vocal tract: bands moved by up to 4 places, a slope over them."""
    shift = rng.uniform(-4, 4)
    at = np.clip(np.arange(64) * (1 + shift / 64), 0, 62.999)
    low = at.astype(int)
    part = (at - low).astype(np.float32)
    return picture[:, low] * (1 - part) + picture[:, low + 1] * part


def joined(parts, rng):
    """One behind the other with 10 to 40 ms of cross-fade; also where each begins."""
    out, starts = parts[0], [0]
    for part in parts[1:]:
        n = min(int(rng.integers(1, 5)), len(out), len(part))
        fade = np.linspace(0, 1, n + 2)[1:-1, None]
        starts.append(len(out) - n)
        out = np.concatenate([out[:-n], out[-n:] * (1 - fade) + part[:n] * fade, part[n:]])
    return out, starts


def say(rng, voices, said):
    """Syllables of one voice and one size joined to running speech at 10 ms, and the token of each
    frame; None if the voice lacks one."""
    speakers = list(voices.one)
    units = voices.one[speakers[int(rng.integers(len(speakers)))]]
    pace = np.exp(rng.uniform(np.log(13), np.log(38)))
    size, parts = int(rng.integers(4)), []
    for k, syllable in enumerate(said):
        known = units.get(syllable)
        if not known:
            return None
        picture = voices.picture(known[min(size, len(known) - 1)])
        last = k == len(said) - 1
        if syllable[-1] == '3' and not last:
            picture = picture[:max(4, int(len(picture) * rng.uniform(0.45, 0.75)))]
        frames = pace * rng.uniform(0.8, 1.2) * (rng.uniform(1.0, 1.7) if last else 1)
        if syllable[-1] == '5':
            frames *= 0.75
        parts.append(stretched(picture, int(max(8, frames))))
        parts[-1] = parts[-1] * np.exp(rng.normal(0, 0.25)) / (parts[-1].max() + 1e-6)
    picture, starts = joined(parts, rng)
    return picture, spoken_labels(said, starts, [len(part) for part in parts])


def spoken_labels(said, starts, lengths):
    """Token of each frame (10 ms) where it is known: initials early in a syllable, finals late in it."""
    labels = np.zeros(starts[-1] + lengths[-1], int)
    for syllable, start, length in zip(said, starts, lengths):
        tokens = tk.tokens_of(syllable)
        labels[start + int(length * 0.5):start + length] = tokens[-1]
        if len(tokens) > 1:
            labels[start + int(length * 0.08):start + int(length * 0.4)] = tokens[0]
    return labels


def in_room(rng, picture):
    """Late sound: every band decays with 0.15 to 0.9 s, 3 to 15 dB under the direct sound."""
    keep = 10 ** (-6 * 0.01 / rng.uniform(0.15, 0.9))
    late = 10 ** (rng.uniform(-15, -1) / 10)
    power = picture * picture
    tail = lfilter([0, 1 - keep], [1, -keep], power, axis=0)
    return np.sqrt(power + late * 3 * tail).astype(np.float32)


def microphone(rng, picture):
    """A smooth curve of +-9 dB, a slope, sometimes a low-pass or high-pass."""
    at = np.linspace(0, 1, 64)
    curve = np.interp(at, np.linspace(0, 1, 6), rng.uniform(-7, 7, 6)) + rng.uniform(-8, 8) * (at - 0.5)
    if rng.random() < 0.3:
        curve -= np.maximum(0, at - rng.uniform(0.55, 0.95)) * rng.uniform(40, 200)
    if rng.random() < 0.2:
        curve -= np.maximum(0, rng.uniform(0.03, 0.2) - at) * 150
    return picture * (10 ** (curve / 20)).astype(np.float32)


class Composer:
    """Draws examples without end."""

    def __init__(self, banks, sentences, others, seed):
        """banks: [(Voices, share)], others: Others or None."""
        self.rng = np.random.default_rng(seed)
        self.banks, self.sentences, self.others = banks, sentences, others
        self.inventory = texts.inventory_of(sentences)
        shares = np.array([share for _, share in banks], float)
        self.edges = np.cumsum(shares / shares.sum())

    def speech(self):
        """(magnitudes at 10 ms, syllables, tokens of its frames or None) of somebody saying something."""
        rng = self.rng
        voices = self.banks[int(np.searchsorted(self.edges, rng.random()))][0]
        if voices.one and rng.random() < 0.82:
            for _ in range(6):
                said = texts.pick(rng, self.sentences, self.inventory)
                spoken = say(rng, voices, said)
                if spoken is not None and len(spoken[0]) < FRAMES - 40:
                    return spoken[0], said, spoken[1]
        i = voices.whole[int(rng.integers(len(voices.whole)))]
        picture = voices.picture(i)
        frames = int(len(picture) / 2 * np.exp(rng.uniform(np.log(0.75), np.log(1.2))))
        return stretched(picture, min(frames, FRAMES - 40)), voices.text[i], None

    def background(self):
        rng = self.rng
        hiss = np.abs(rng.normal(1, 0.35, (FRAMES, 64))) * np.exp(rng.uniform(-2, 2) * np.linspace(-1, 1, 64))
        if self.others is None or rng.random() < 0.25:
            return hiss.astype(np.float32)
        return self.others.stretch(rng)

    def example(self):
        """([FRAMES, 64] log-mel as the front end gives it, tokens, token of each frame; -1: not known)."""
        rng = self.rng
        peak = np.exp(rng.uniform(np.log(0.2), np.log(40)))
        canvas, target = np.zeros((FRAMES, 64), np.float32), []
        labels = np.zeros(FRAMES, int)
        if self.others is not None and rng.random() < 0.1:
            canvas = self.others.stretch(rng)
            canvas *= peak / (canvas.max() + 1e-6)
        else:
            at = 0
            for _ in range(3):
                picture, said, spoken = self.speech()
                room = FRAMES - 30 - at - len(picture)
                if room < 0:
                    break
                at += int(rng.integers(room // (1 if not target else 3) + 1))
                canvas[at:at + len(picture)] += bent(rng, picture) * (peak / (picture.max() + 1e-6))
                target += tk.tokens_of(' '.join(said))
                labels[at:at + len(picture) + 12] = -1
                if spoken is not None:
                    labels[at:at + len(picture) + 12] = 0
                    labels[at:at + len(picture)] = spoken[:len(picture)]
                at += len(picture) + 12
        if rng.random() < 0.5:
            canvas = in_room(rng, canvas)
        noise = self.background()
        snr_db = rng.uniform(3, 30) if rng.random() < 0.5 else rng.uniform(25, 60)
        loud = np.sqrt((canvas * canvas).sum(1).max() / ((noise * noise).sum(1).mean() + 1e-9))
        canvas = np.sqrt(canvas ** 2 + (noise * loud * 10 ** (-snr_db / 20) * 0.7) ** 2)
        mel = np.log(microphone(rng, canvas) + FLOOR)
        for _ in range(2):
            low, wide = int(rng.integers(64)), int(rng.integers(8))
            mel[:, low:low + wide] = mel.mean()
        return mel.astype(np.float32), target, labels


class Others:
    """Sounds that are no Mandarin, without those of one fold."""

    def __init__(self, path, without):
        data = np.load(path)
        self.mag, self.ends = opened(path), data['ends']
        lengths = np.diff(self.ends)
        self.allowed = [i for i, fold in enumerate(data['text'])
                        if (without is None or int(fold) != without) and lengths[i] > 20]

    def stretch(self, rng):
        """[FRAMES, 64] magnitudes of one, repeated where it is short."""
        i = self.allowed[int(rng.integers(len(self.allowed)))]
        a, b = int(self.ends[i]), int(self.ends[i + 1])
        start = a + int(rng.integers(max(1, b - a - FRAMES)))
        piece = np.exp(self.mag[start:min(b, start + FRAMES)].astype(np.float32))
        return np.tile(piece, (FRAMES // len(piece) + 1, 1))[:FRAMES]
