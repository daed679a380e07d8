"""Training windows of samples: cut, perturbed, as pictures with targets (-1 = do not ask)."""
import numpy as np

import augment
import corpus as corpora
from log_mel import log_mel
from made_sounds import bang

PLAN = {'scream': 2200, 'scream_made': 1700, 'cry': 2000, 'bang': 1500, 'bang_made': 1700,
        'siren_made': 500, 'negative': 7400}
"""Windows per fold of each kind, in this order."""

CLASSES = ['scream', 'cry', 'bang']
"""What these windows are asked about; the pictures of the bank ask about the other classes."""

MADE = {'scream_made': [1, 0, 0], 'bang_made': [0, 0, 1], 'siren_made': [0, 0, 0]}
EVENTS = {'scream', 'scream_made', 'cry', 'bang', 'bang_made'}

HARD = {'laugh': 30, 'cough': 20, 'sneeze': 8, 'siren': 20, 'alarm': 15, 'whistle': 15, 'dog': 8,
        'rooster': 8, 'thunder': 25, 'door': 12, 'door_slam': 15, 'door_impact': 12, 'impact': 10,
        'metal_impact': 10, 'door_knock': 12, 'fire_crackle': 8, 'glass': 10, 'footsteps': 4,
        'gun_mechanics': 5, 'applause': 15, 'crowd_cheer': 20, 'crowd': 25, 'music': 15, 'bell': 15,
        'cat': 20, 'shout_pain': 4, 'speech_en_child': 2, 'birds': 12, 'sea': 6, 'rain': 6,
        'yawn': 15, 'sigh': 10, 'breathing': 6, 'chainsaw': 5, 'engine': 6, 'train': 12, 'wind': 12,
        'tool': 8, 'snore': 10, 'car_horn': 20, 'word_zh': 0.7, 'word_en': 0.7, 'syllable_zh': 0.5}
"""Weight of a negative label's clip beside 1 for plain clips: what is rare and easily mistaken."""


def targets_of(row):
    """[classes of these windows] of 1, 0, -1."""
    return [corpora.class_targets(row)[corpora.CLASSES.index(name)] for name in CLASSES]


def loud_start(rng, pcm, event, need):
    """Where to cut [need] samples: for an event where it is loud, else anywhere."""
    if len(pcm) <= need:
        return 0
    if not event:
        return int(rng.integers(0, len(pcm) - need + 1))
    starts = np.arange(0, len(pcm) - need + 1, 1600)
    levels = np.array([augment.rms(pcm[s:s + need]) for s in starts])
    good = starts[levels > levels.max() * 10 ** (-9 / 20)]
    return int(rng.choice(good))


def bang_start(rng, pcm):
    """A bang is short: its loudest moment lies 0.05 to 0.75 s into the window."""
    return int(np.argmax(np.abs(pcm))) - int(rng.uniform(0.05, 0.75) * 16000)


def cut(rng, pcm, kind):
    """[samples] -> [2 * WINDOW or less, at least WINDOW] padded with zeros."""
    if augment.chance(rng, 0.7):
        pcm = augment.change_speed(rng, pcm, 0.5 if kind == 'scream' else 0.18)
    if augment.chance(rng, 0.5):
        pcm = augment.equalise(rng, pcm)
    need, brief = augment.WINDOW, kind in ('bang', 'bang_made')
    start = bang_start(rng, pcm) if brief else loud_start(rng, pcm, kind in EVENTS, need)
    if len(pcm) < need and not brief:
        start = -int(rng.integers(0, need - len(pcm) + 1))
    out = np.zeros(need, np.float32)
    part = pcm[max(0, start):start + need]
    at = max(0, -start)
    out[at:at + len(part)] = part[:need - at]
    return out


class Source:
    """Clips of one fold, drawn by kind; noise for mixing is drawn from the same fold only."""

    def __init__(self, clips, fold_of, fold, pool):
        self.clips = clips
        self.made = {kind: pool['pcm'][(pool['fold'] == fold) & (pool['event'] == event)]
                     for kind, event in (('scream_made', 1), ('siren_made', 0))}
        mine = [i for i, r in enumerate(clips.rows) if fold_of.get(r['path'], -1) == fold]
        self.targets = {i: targets_of(clips.rows[i]) for i in mine}
        self.by_kind = {'negative': [i for i in mine if max(self.targets[i]) < 1]}
        for c, name in enumerate(CLASSES):
            self.by_kind[name] = [i for i in mine if self.targets[i][c] == 1]
        self.weights = {kind: self.weigh(ids, kind) for kind, ids in self.by_kind.items()}
        self.noise = [i for i in self.by_kind['negative']
                      if -1 not in self.targets[i] and float(clips.rows[i]['seconds']) > 1]

    def weigh(self, ids, kind):
        """Negatives by label; events so that each source counts as the root of its clips."""
        rows = [self.clips.rows[i] for i in ids]
        if kind == 'negative':
            w = np.array([HARD.get(r['label'], 1.0) for r in rows])
        else:
            groups = [r['set'] + corpora.group_of(r) if r['set'] != 'scream_synth' else 'made'
                      for r in rows]
            w = np.array([groups.count(g) ** -0.5 for g in groups])
        return w / w.sum()

    def draw(self, rng, kind):
        if kind == 'bang_made':
            return bang(rng), MADE[kind]
        if kind in MADE:
            return self.made[kind][rng.integers(len(self.made[kind]))] / np.float32(32768), MADE[kind]
        i = int(rng.choice(self.by_kind[kind], p=self.weights[kind]))
        return self.clips.audio(i), self.targets[i]

    def draw_noise(self, rng):
        """[WINDOW] of a negative clip, repeated when short."""
        pcm = self.clips.audio(int(rng.choice(self.noise)))
        at = int(rng.integers(0, max(1, len(pcm) - augment.WINDOW)))
        return np.resize(pcm[at:at + augment.WINDOW], augment.WINDOW)


def make_fold(clips, fold_of, fold, pool):
    """Pairs of picture [94, 64] and targets of this file's classes, of one fold."""
    rng = np.random.default_rng(1000 + fold)
    source = Source(clips, fold_of, fold, pool)
    rooms = [clips.audio(i) for i, r in enumerate(clips.rows) if r['label'] == 'rir']
    for kind, count in PLAN.items():
        for _ in range(count):
            pcm, target = source.draw(rng, kind)
            pcm = augment.perturb(rng, cut(rng, pcm, kind), rooms, source.draw_noise(rng), kind in EVENTS)
            yield log_mel(pcm[:15360]), target
