"""Pictures of every training sound, made once: log-mel at 5 ms steps, several sizes of speaker.

The front end is training/log_mel.py's (the terminal's own); steps are halved so that speech can be
stretched later by interpolating pictures, which costs nothing and leaves no artefacts.
"""
import os
import subprocess
import sys
import tempfile
import wave

import numpy as np
from scipy import fft as sfft
from scipy.signal import resample_poly

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..'))
sys.path.insert(0, HERE)
from log_mel import HANN, WEIGHTS  # noqa: E402

_HANN = HANN.astype(np.float32)
_WEIGHTS = WEIGHTS.astype(np.float32)


def magnitudes(pcm, step):
    """[samples] -> [frames, 64] mel magnitudes, one frame every `step` samples."""
    count = (len(pcm) - 400) // step + 1
    if count < 1:
        return np.zeros((0, 64), np.float32)
    out = np.empty((count, 64), np.float32)
    for a in range(0, count, 4096):
        at = np.arange(a, min(a + 4096, count))[:, None] * step + np.arange(400)[None, :]
        out[a:a + 4096] = np.abs(sfft.rfft(pcm[at] * _HANN, 512, axis=1)) @ _WEIGHTS
    return out


def resized(pcm, factor):
    """Another size of speaker: pitch and formants times `factor` (duration divides)."""
    if abs(factor - 1) < 0.01:
        return pcm
    return resample_poly(pcm, 100, int(round(100 * factor))).astype(np.float32)


def trimmed(mag, under_db):
    """Cuts silence off both ends: what is `under_db` below the loudest frame, 15 ms kept."""
    power = (mag * mag).sum(1)
    if len(power) == 0:
        return mag
    on = np.flatnonzero(power > power.max() * 10 ** (-under_db / 10))
    return mag[max(0, on[0] - 3):on[-1] + 4]


class Bank:
    """Pictures one behind the other: `mag` [frames, 64] float16 and where each begins."""

    def __init__(self):
        self.parts, self.ends, self.about = [], [0], []

    def add(self, mag, about):
        """`about`: (text as list of syllables, speaker)."""
        self.parts.append(np.log(mag + 1e-4).astype(np.float16))
        self.ends.append(self.ends[-1] + len(mag))
        self.about.append(about)

    def save(self, path):
        np.save(path.replace('.npz', '.mag.npy'), np.concatenate(self.parts))
        np.savez(path, ends=np.array(self.ends),
                 text=np.array([' '.join(a[0]) for a in self.about]),
                 speaker=np.array([a[1] for a in self.about]))


def espeak(syllables, voice, rng):
    """One synthetic utterance at 16 kHz; None when the voice says nothing."""
    with tempfile.NamedTemporaryFile(suffix='.wav') as f:
        subprocess.run(['espeak-ng', '-v', f'cmn-latn-pinyin+{voice}', '-s', str(int(rng.integers(140, 240))),
                        '-p', str(int(rng.integers(20, 90))), '-w', f.name, ' '.join(syllables)],
                       check=True, stderr=subprocess.DEVNULL)
        with wave.open(f.name) as w:
            rate = w.getframerate()
            pcm = np.frombuffer(w.readframes(w.getnframes()), '<i2').astype(np.float32) / 32768
    return resample_poly(pcm, 320, int(rate / 50)).astype(np.float32) if len(pcm) > 3000 else None
