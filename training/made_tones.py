"""Electronic sounds from nothing: sweeps, beeps, two-tone signals, the terminal's own chirp and tones.

All of them are no event. The terminal plays some of them itself and must not take them for glass
or a scream (packages/core/self-test/chirp.ts, apps/terminal/tones.ts).
"""
import numpy as np

RATE = 16000


def sweep(from_hz, to_hz, seconds):
    t = np.arange(int(seconds * RATE)) / RATE
    phase = 2 * np.pi * (from_hz * t + (to_hz - from_hz) * t * t / (2 * seconds))
    edge = np.minimum(1, np.minimum(np.arange(len(t)), np.arange(len(t))[::-1]) / 128)
    return edge * np.sin(phase)


def chirp():
    """The self-test's own: up, down, down, up between 500 and 6500 Hz, 0.128 s each."""
    return np.concatenate([sweep(*(pair if up else pair[::-1]), 0.128)
                           for up in (1, 0, 0, 1) for pair in [(500, 6500)]])


def tones(rng):
    """A few notes in a row, or two that alternate, with harmonics; or quick sweeps."""
    seconds = np.exp(rng.uniform(np.log(0.06), np.log(0.6)))
    hz = np.exp(rng.uniform(np.log(250), np.log(3500), int(rng.integers(1, 4))))
    glide = rng.uniform(0.3, 3) if rng.random() < 0.4 else 1
    harmonics = rng.uniform(0, 0.7, 4) * (rng.random() < 0.7)
    notes = []
    for k in range(int(rng.integers(1, 9))):
        low = hz[k % len(hz)]
        note = sum(g * sweep(n * low, min(n * low * glide, 7800), seconds)
                   for n, g in enumerate([1, *harmonics], 1) if n * low < 7800)
        notes += [note * np.exp(-np.arange(len(note)) / RATE * rng.uniform(0, 8)),
                  np.zeros(int(rng.choice([0, 0.05, 0.2]) * RATE))]
    out = np.concatenate(notes)
    return np.float32(0.7 * out / (np.abs(out).max() + 1e-9))
