"""Breaking glass from nothing: shards as damped modes, thrown in a burst and falling after it.

Modal synthesis of impacts: each shard rings in a few inharmonic, quickly damped modes between 1.5
and 8 kHz (van den Doel, Kry and Pai, FoleyAutomatic, SIGGRAPH 2001); the blow is a short low thud
and a burst of noise; shards fall in a Poisson stream that thins out.
"""
import numpy as np
from scipy.signal import butter, lfilter

RATE = 16000


def shard(rng, small):
    """[samples] one shard ringing; `small` 0..1 shifts it upwards and shortens it."""
    seconds = np.exp(rng.uniform(np.log(0.015), np.log(0.25))) * (1.3 - small)
    t = np.arange(int(min(0.5, 5 * seconds) * RATE)) / RATE
    lowest = rng.uniform(1200, 3500) * (1 + 0.8 * small)
    out = np.zeros(len(t))
    for k in range(int(rng.integers(3, 8))):
        hz = lowest * (1 + k * rng.uniform(0.25, 0.75))
        if hz < 7900:
            out += rng.uniform(0.2, 1) * np.exp(-t / (seconds / (1 + 0.5 * k))) * np.sin(
                2 * np.pi * hz * t + rng.uniform(0, 6.28))
    return out


def glass(rng):
    """Glass breaking; float32, peak 0.95, 0.7 to 1.8 s."""
    count = int(rng.uniform(0.7, 1.8) * RATE)
    out = np.zeros(count + RATE)
    b, a = butter(2, rng.uniform(800, 3500) / 8000, 'high')
    burst = lfilter(b, a, rng.standard_normal(count))
    at = np.arange(count) / RATE
    out[:count] += burst * np.exp(-at / rng.uniform(0.008, 0.12)) * rng.uniform(0.3, 1.5)
    if rng.random() < 0.5:
        out[:count] += np.sin(2 * np.pi * rng.uniform(90, 300) * at) * np.exp(-at / 0.03) * rng.uniform(0, 2)
    spread, shards = rng.uniform(0.03, 0.45), int(rng.integers(12, 90))
    for _ in range(shards):
        late = min(rng.exponential(spread), count / RATE - 0.01)
        ring = shard(rng, rng.random())
        start = int(late * RATE)
        out[start:start + len(ring)] += ring[:len(out) - start] * rng.uniform(0.03, 0.5) * np.exp(-late / (2 * spread))
    out = out[:count] / np.abs(out[:count]).max()
    if rng.random() < 0.4:
        out = np.tanh(out * rng.uniform(1, 4))
    return np.float32(np.concatenate([np.zeros(1600), 0.95 * out / np.abs(out).max()]))
