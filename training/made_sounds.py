"""Events made from other material, because free recordings of them are few.

The teacher decides afterwards which of them pass (train.py): a made sound that it does not take
for the event is asked about by nobody, but its tags still teach.
"""
import numpy as np
from scipy.signal import butter, lfilter, resample_poly

from augment import rms
from scream_synth import RATE, smooth_noise


def stretch(rng, pcm, count):
    """Granular: 50 ms grains at 50 % overlap, the reading point wandering slowly through pcm."""
    grain, step = 800, 400
    fade = np.hanning(grain)
    out = np.zeros(count + grain)
    starts = np.linspace(0, max(1, len(pcm) - grain - 1), count // step + 1)
    for k, start in enumerate(starts):
        jitter = int(np.clip(start + rng.integers(-300, 301), 0, max(0, len(pcm) - grain)))
        piece = pcm[jitter:jitter + grain]
        out[k * step:k * step + len(piece)] += piece * fade[:len(piece)]
    return out[:count]


def loudest(pcm, count):
    """[count] samples of a clip where it is loudest: a vowel, mostly."""
    if len(pcm) <= count:
        return pcm
    starts = range(0, len(pcm) - count, 400)
    best = max(starts, key=lambda s: rms(pcm[s:s + count]))
    return pcm[best:best + count]


def screamed(rng, voice):
    """Speech -> something screamed: a vowel held, raised, pressed, rough."""
    vowel = loudest(voice, int(rng.uniform(0.12, 0.35) * RATE))
    vowel = resample_poly(vowel, 20, int(rng.integers(24, 64)))
    count = int(rng.uniform(0.6, 2.0) * RATE)
    out = stretch(rng, vowel, count) if len(vowel) > 1200 else np.resize(vowel, count)
    rough = np.cumsum(2 * np.pi * rng.uniform(30, 140) * (1 + 0.2 * smooth_noise(rng, count, 10)) / RATE)
    out = out * (1 + rng.uniform(0, 0.9) * np.sin(rough))
    out = lfilter([1, -rng.uniform(0, 0.9)], [1], out)
    out = np.tanh(out / (np.abs(out).max() + 1e-9) * rng.uniform(1, 8))
    out += rng.standard_normal(count) * rng.uniform(0, 0.15) * np.abs(out)
    at = np.linspace(0, 1, count)
    return np.float32(out * np.minimum(1, at * 15) * np.minimum(1, (1 - at) * rng.uniform(2, 10)))


def blast(rng, count):
    """One pressure wave (Friedlander, 1946: exp(-t/T)(1 - t/T)) with a noisy, falling tail."""
    t = np.arange(count) / RATE
    width = np.exp(rng.uniform(np.log(0.0003), np.log(0.012)))
    wave = np.exp(-t / width) * (1 - t / width)
    tail = np.exp(-t / np.exp(rng.uniform(np.log(0.02), np.log(0.6))))
    b, a = butter(1, np.exp(rng.uniform(np.log(150), np.log(5000))) / (RATE / 2))
    noise = lfilter(b, a, rng.standard_normal(count))
    noise /= np.abs(noise).max()
    return wave * rng.uniform(0.3, 2) + noise * tail * rng.uniform(0.3, 1.5)


def bang(rng):
    """A shot, a burst or an explosion: blasts with echoes; float32, peak 0.95, 0.6 to 1.5 s."""
    count = int(rng.uniform(0.6, 1.5) * RATE)
    out = blast(rng, count)
    for _ in range(int(rng.integers(0, 5))):
        late = int(rng.uniform(0.01, 0.25) * RATE)
        b, a = butter(1, rng.uniform(600, 5000) / (RATE / 2))
        out[late:] += lfilter(b, a, out[:count - late]) * rng.uniform(0.1, 0.5)
    if rng.random() < 0.25:
        every = int(rng.uniform(0.07, 0.3) * RATE)
        single = out.copy()
        for k in range(1, int(rng.integers(2, 7))):
            if k * every < count:
                out[k * every:] += single[:count - k * every] * rng.uniform(0.7, 1.1)
    out = np.tanh(out / np.abs(out).max() * rng.uniform(1, 6))
    return np.float32(np.concatenate([np.zeros(1600), 0.95 * out / np.abs(out).max()]))
