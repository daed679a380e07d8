"""Pictures for training, put together from the bank's frames: cut, pitched, echoed, mixed, levelled.

All in the mel domain, on magnitudes: powers of independent sounds add, a microphone's curve is a
factor for each bin, a room is a decaying trail of power. It costs a tenth of doing it to samples.
"""
import numpy as np

import corpus as corpora
from log_mel import BINS, FRAMES, WEIGHTS

PLAN = {'scream': 13, 'scream_made': 4, 'shout': 10, 'cry': 11, 'glass': 4, 'glass_made': 3,
        'bang': 6, 'bang_made': 4, 'laugh': 3, 'quiet': 38}
"""Pictures of each kind in a batch; `quiet` is everything that is no event."""

HARD = {'rooster': 8, 'crowd_cheer': 20, 'alarm': 20, 'siren': 20, 'bell': 18, 'whistle': 20,
        'dog': 6, 'sea': 6, 'rain': 6, 'helicopter': 4, 'thunder': 25, 'door': 10, 'door_slam': 20,
        'door_impact': 15, 'impact': 8, 'metal_impact': 14, 'door_knock': 14, 'fire_crackle': 7,
        'gun_mechanics': 9, 'applause': 15, 'crowd': 25, 'music': 15, 'cat': 25, 'birds': 12,
        'yawn': 25, 'sigh': 15, 'cough': 15, 'sneeze': 7, 'chainsaw': 5, 'engine': 6, 'train': 12,
        'wind': 12, 'tool': 12, 'snore': 10, 'car_horn': 25, 'footsteps': 2, 'breathing': 8,
        'laugh': 25, 'made': 0.4, 'tone': 3, 'speech_en_child': 1.6, 'speech_zh': 1.5, 'speech_game': 2,
        'clock': 4, 'radio_chatter': 10, 'ambient_nature': 6, 'noise': 6, 'word_en': 1.2}
"""How often a sound without event is drawn, beside 1 for a word or a syllable."""

BED = {'rain', 'sea', 'ambient_nature', 'playground_mix', 'crowd', 'crowd_cheer', 'traffic', 'wind',
       'noise', 'engine', 'train', 'birds', 'typing', 'applause', 'ambient_indoor', 'helicopter',
       'speech_en_child', 'speech_zh', 'speech_en_adult', 'footsteps', 'music'}
"""What events happen in."""

TRAIL = 40
"""Frames before the picture whose echo is still in it."""

HISS = WEIGHTS.sum(0) * np.sqrt(150) / 2
"""Magnitude of each bin for white noise of rms 1, about."""


class Batches:
    """Draws from items of one fold; nothing of the other folds is ever heard."""

    def __init__(self, bank, fold, seed, plan=PLAN):
        self.frames, items = bank
        self.plan = plan
        self.rng = np.random.default_rng(seed)
        self.items = [it for it in items if it['fold'] == fold]
        self.kinds, self.weights = {}, {}
        for name in plan:
            self.sort_in(name)
        self.beds = [it for it in self.items if it['label'] in BED and it['count'] > 100]
        weight = np.array([3.0 if it['kind'] == 'other' else 0.3 for it in self.beds])
        self.bed_weights = weight / weight.sum()

    def sort_in(self, name):
        kind, made = name.removesuffix('_made'), name.endswith('_made')
        if name == 'quiet':
            mine = [it for it in self.items if it['kind'] not in corpora.EVENTS]
            w = np.array([HARD.get(it['label'], 1.0) for it in mine])
        else:
            mine = [it for it in self.items if it['kind'] == kind and (it['label'] == 'made') == made]
            groups = {}
            for it in mine:
                groups[it['group']] = groups.get(it['group'], 0) + 1
            w = np.array([groups[it['group']] ** -0.5 for it in mine])
        self.kinds[name], self.weights[name] = mine, w / w.sum() if len(w) else w

    def draw(self):
        """([items of a batch], [kinds])"""
        items = []
        for name, count in self.plan.items():
            if self.kinds[name]:
                at = self.rng.choice(len(self.kinds[name]), count, p=self.weights[name])
                items += [self.kinds[name][k] for k in at]
        return items

    def start_of(self, item):
        """Where the picture begins: a loud moment of an event lies somewhere in it."""
        rng = self.rng
        if 'loud' not in item:
            return int(rng.integers(-45, max(-44, item['count'] - 45)))
        moment = int(rng.choice(item['loud']))
        return moment - int(rng.integers(8, 75 if item['kind'] in ('bang', 'glass') else 84))

    def cut(self, items, starts):
        """[n, TRAIL + FRAMES, 64] magnitudes; silence where an item has no frames."""
        rng, n = self.rng, len(items)
        rate = np.where(rng.random(n) < 0.5, np.exp(rng.uniform(-0.2, 0.2, n)), 1)
        steps = np.floor(np.arange(-TRAIL, FRAMES)[None] * rate[:, None]).astype(np.int64)
        return self.magnitudes(items, np.asarray(starts)[:, None] + steps) * self.gate(items)[..., None]

    def magnitudes(self, items, at):
        """Frames number `at` [n, t] of each item; silence where it has none."""
        count = np.array([it['count'] for it in items])[:, None]
        first = np.array([it['start'] for it in items])[:, None]
        inside = (at >= 0) & (at < count)
        frames = self.frames[first + np.clip(at, 0, count - 1)].astype(np.float32)
        return np.maximum(np.exp(frames) - 0.001, 0) * inside[..., None]

    def gate(self, items):
        """[n, TRAIL + FRAMES] Of every third bit of speech only 0.15 to 0.5 s: a lone syllable."""
        rng, n = self.rng, len(items)
        alone = np.array([it['kind'] == 'speech' for it in items]) & (rng.random(n) < 0.33)
        first = rng.integers(TRAIL, TRAIL + 60, n)[:, None]
        last = first + rng.integers(15, 50, n)[:, None]
        t = np.arange(TRAIL + FRAMES)[None]
        return ~alone[:, None] | ((t >= first) & (t < last))

    def pitch(self, power):
        """Bins moved by up to 2.5 either way, for two pictures in five."""
        n = len(power)
        shift = np.where(self.rng.random(n) < 0.4, self.rng.uniform(-2.5, 2.5, n), 0)
        return self.moved(power, np.arange(BINS)[None] + shift[:, None])

    def moved(self, power, at):
        """The power at bins `at` [n, 64], between two bins their mean by distance."""
        at = np.clip(at, 0, BINS - 1.001)
        low = at.astype(np.int64)[:, None, :]
        part = (at - at.astype(np.int64))[:, None, :].astype(np.float32)
        return (np.take_along_axis(power, low, 2) * (1 - part)
                + np.take_along_axis(power, low + 1, 2) * part)

    def echo(self, power):
        """A room: an exponential trail, longer in the low bins. [n, TRAIL + FRAMES, 64] power."""
        rng, n = self.rng, len(power)
        has = rng.random(n) < 0.45
        if not has.any():
            return power
        seconds = np.exp(rng.uniform(np.log(0.15), np.log(1.6), has.sum()))[:, None]
        decay = np.exp(-13.8 * 0.01 / (seconds * np.linspace(1.1, 0.6, BINS)[None])).astype(np.float32)
        share = np.exp(rng.uniform(np.log(0.1), np.log(3), has.sum()))[:, None].astype(np.float32)
        dry, wet = power[has], np.zeros((has.sum(), BINS), np.float32)
        out = np.empty_like(dry)
        for t in range(dry.shape[1]):
            out[:, t] = dry[:, t] + share * (1 - decay) * wet
            wet = wet * decay + dry[:, t]
        power[has] = out
        return power

    def curve(self, n):
        """[n, 1, 64] factors on power: mouth and microphone, and for a third a low-pass."""
        rng = self.rng
        db = np.stack([np.interp(np.linspace(0, 6, BINS), np.arange(7), rng.uniform(-7, 7, 7))
                       for _ in range(n)]) * (rng.random(n) < 0.7)[:, None]
        edge = np.where(rng.random(n) < 0.33, rng.uniform(32, 62, n), 99)
        slope = np.exp(rng.uniform(np.log(1), np.log(12), n))
        db -= np.maximum(0, np.arange(BINS)[None] - edge[:, None]) * slope[:, None]
        return (10 ** (db / 10))[:, None].astype(np.float32)

    def under(self, power, items):
        """Noise, voices, weather under the sound, -5 to 20 dB below its loudest 0.2 s."""
        rng, n = self.rng, len(power)
        beds = [self.beds[k] for k in rng.choice(len(self.beds), n, p=self.bed_weights)]
        starts = [int(rng.integers(TRAIL, max(TRAIL + 1, b['count'] - FRAMES))) for b in beds]
        bed = self.cut(beds, starts)[:, TRAIL:] ** 2
        other = rng.permutation(n)
        bed += (rng.random(n) < 0.3)[:, None, None] * bed[other] * rng.uniform(0.1, 1, n)[:, None, None]
        loud = power.sum(2).reshape(n, -1)[:, :80].reshape(n, 4, 20).mean(2).max(1)
        event = np.array([it['kind'] in corpora.EVENTS for it in items])
        snr = np.where(event, rng.uniform(-3, 22, n), rng.uniform(-5, 25, n))
        gain = loud / (bed.sum(2).mean(1) + 1e-9) * 10 ** (-snr / 10)
        gain = gain * (rng.random(n) < np.where(event, 0.6, 0.4))
        return power + bed * np.minimum(gain, 1e5)[:, None, None].astype(np.float32)

    def level(self, power):
        """As found, or any peak from loud to far; then the microphone's own hiss."""
        rng, n = self.rng, len(power)
        peak = power.max((1, 2)) + 1e-9
        wanted = 10 ** rng.uniform(-1.6, 3.6, n)
        gain = np.where(rng.random(n) < 0.25, 1, wanted / peak)
        hiss = 10 ** (rng.uniform(-82, -48, n) / 20)
        grain = np.abs(1 + 0.35 * rng.standard_normal((n, FRAMES, BINS), np.float32))
        floor = (hiss[:, None] * HISS[None])[:, None] * grain
        return power * gain[:, None, None] + floor.astype(np.float32) ** 2

    def make(self):
        """(pictures [n, 94, 64] float32, targets [n, classes] of 1, 0, -1)"""
        items = self.draw()
        power = self.cut(items, [self.start_of(it) for it in items]) ** 2
        power = self.echo(self.pitch(power))[:, TRAIL:]
        power = self.under(power * self.curve(len(items)), items)
        power = self.level(power * self.curve(len(items)) if self.rng.random() < 0.3 else power)
        pictures = np.log(np.sqrt(power) + 0.001).astype(np.float32)
        return pictures, np.array([it['target'] for it in items], np.float32)
