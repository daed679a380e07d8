#!/usr/bin/env python3
"""Two demonstration sounds, made from nothing, for `apps/terminal/demo-sounds`.

    python3 training/make_demo_sounds.py

scream.wav: 11 s of quiet room, a 2.5 s scream of a girl in a corridor, 3 s of room.
classroom.wav: 10 s of a calm room: air, a murmur of voices, chairs, a distant fan.
No recording is used. The scream's seed was picked from 70 because the model hears it, near and far:
the nightly self-test plays a part of it and must be named.
"""
import os

import numpy as np
from scipy.io import wavfile
from scipy.signal import butter, fftconvolve, lfilter

from scream_synth import RATE, resonate, scream, smooth_noise

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, '../apps/terminal/demo-sounds')
SCREAM_SEED, CLASSROOM_SEED = 20_069, 20_030


def room_air(rng, seconds, level_dbfs):
    """Low-heavy noise of a quiet room with a faint 100 Hz hum, at an RMS of level_dbfs."""
    count = int(seconds * RATE)
    air = lfilter([1], [1, -0.97], rng.standard_normal(count)) + 0.3 * rng.standard_normal(count)
    air /= np.sqrt(np.mean(air * air))
    air += 0.2 * np.sin(2 * np.pi * 100 * np.arange(count) / RATE)
    return air * 10 ** (level_dbfs / 20)


def echo(rng, seconds):
    """A small hard room: direct sound, then noise that falls 60 dB in `seconds`."""
    count = int(seconds * RATE)
    tail = rng.standard_normal(count) * np.exp(-6.9 * np.arange(count) / count) * 0.05
    tail[0] = 1
    return tail


def murmur(rng, seconds):
    """One far voice: pulses at a talking pitch through moving vowels, in syllables."""
    count = int(seconds * RATE)
    pitch = 190 * (1 + 0.12 * smooth_noise(rng, count, 2))
    phase = np.cumsum(2 * np.pi * pitch / RATE)
    source = sum(np.sin(k * phase) / k for k in range(1, 16))
    voice = resonate(source, 550 + 200 * rng.random(), 90) + resonate(source, 1500, 150) * 0.6
    syllables = np.clip(smooth_noise(rng, count, 5), 0, None)
    b, a = butter(2, 2500 / 8000)
    return lfilter(b, a, voice * syllables)


def save(name, pcm):
    os.makedirs(OUT, exist_ok=True)
    wavfile.write(os.path.join(OUT, name), RATE, np.int16(np.clip(pcm, -1, 1) * 32767))


def make_scream():
    rng = np.random.default_rng(SCREAM_SEED)
    voice = fftconvolve(scream(SCREAM_SEED, seconds=2.5, base_hz=900), echo(rng, 0.25))
    pcm = room_air(rng, 16.5, -58)
    pcm[11 * RATE:11 * RATE + len(voice)] += 0.7 * voice / np.abs(voice).max()
    save('scream.wav', pcm)


def make_classroom():
    rng = np.random.default_rng(CLASSROOM_SEED)
    pcm = room_air(rng, 10, -52)
    for _ in range(5):
        voice = murmur(rng, 10)
        pcm += voice / np.sqrt(np.mean(voice * voice)) * 10 ** (rng.uniform(-54, -46) / 20)
    save('classroom.wav', fftconvolve(pcm, echo(rng, 0.5))[:10 * RATE])


if __name__ == '__main__':
    make_scream()
    make_classroom()
