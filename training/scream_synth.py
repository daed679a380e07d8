"""Screams made from nothing: a source-filter voice with the roughness of a scream.

A scream differs from a shout by amplitude modulation at 30-150 Hz (Arnal et al., Human screams
occupy a privileged niche in the communication soundscape, Current Biology 2015), high pitch,
energy at 2-5 kHz and jitter. No recording is used, so nobody else's rights are touched.
"""
import numpy as np
from scipy.signal import lfilter

RATE = 16000


def smooth_noise(rng, count, hz):
    """[count] slow random curve of unit spread, changing about `hz` times a second."""
    knots = max(4, int(count / RATE * hz) + 3)
    curve = np.interp(np.linspace(0, knots - 1, count), np.arange(knots), rng.standard_normal(knots))
    return curve / (curve.std() + 1e-9)


def pitch_curve(rng, count, base_hz):
    """[count] Hz: a fast rise, a plateau that wavers, a fall."""
    at = np.linspace(0, 1, count)
    rise, fall = rng.uniform(0.04, 0.25), rng.uniform(0.1, 0.4)
    arch = np.minimum(1, at / rise) ** 0.5 * np.minimum(1, (1 - at) / fall + 0.35) ** 0.5
    waver = 1 + 0.03 * smooth_noise(rng, count, 5) + 0.012 * smooth_noise(rng, count, 60)
    return base_hz * (0.62 + 0.38 * arch) * waver


def voice_source(rng, pitch_hz, roughness):
    """[count] glottal pulses (harmonics with a pressed, flat spectrum), rough, with breath."""
    phase = np.cumsum(2 * np.pi * pitch_hz / RATE)
    source = np.zeros(len(pitch_hz))
    tilt = rng.uniform(0.25, 0.8)
    for k in range(1, int(7600 / pitch_hz.min()) + 1):
        heard = (k * pitch_hz < 7600).astype(float)
        source += heard * k ** -tilt * np.sin(k * phase + rng.uniform(0, 2 * np.pi))
    rough_hz = rng.uniform(35, 140) * (1 + 0.2 * smooth_noise(rng, len(phase), 12))
    rough = np.cumsum(2 * np.pi * rough_hz / RATE)
    source *= 1 + roughness * np.sin(rough) * (0.6 + 0.4 * np.tanh(smooth_noise(rng, len(phase), 8)))
    if rng.random() < 0.5:
        source += roughness * 0.5 * np.sin(phase / 2) * np.abs(source)
    breath = rng.standard_normal(len(phase)) * source.std() * rng.uniform(0.05, 0.5)
    return source + breath


def resonate(signal, hz, width_hz):
    r = np.exp(-np.pi * width_hz / RATE)
    return lfilter([1 - r], [1, -2 * r * np.cos(2 * np.pi * hz / RATE), r * r], signal)


def scream(seed, seconds=None, base_hz=None):
    """One scream, float32 in -1..1, peak 0.9. Adult women and children by default."""
    rng = np.random.default_rng(seed)
    count = int(RATE * (seconds or rng.uniform(0.7, 2.8)))
    base_hz = base_hz or np.exp(rng.uniform(np.log(420), np.log(1600)))
    source = voice_source(rng, pitch_curve(rng, count, base_hz), rng.uniform(0.25, 0.9))
    size = rng.uniform(1.0, 1.35)
    formants = [(rng.uniform(800, 1150), 130), (rng.uniform(1300, 1900), 180),
                (rng.uniform(2700, 3200), 250), (rng.uniform(3600, 4400), 350)]
    out = 0.3 * source
    for hz, width in formants:
        out = out + resonate(source, hz * size, width * rng.uniform(0.8, 2)) * rng.uniform(2, 8)
    fade = np.minimum(1, np.arange(count) / (RATE * 0.03))
    fade *= np.minimum(1, np.arange(count)[::-1] / (RATE * rng.uniform(0.05, 0.3)))
    out *= fade * (1 + 0.15 * smooth_noise(rng, count, 6))
    out = np.tanh(out / np.abs(out).max() * rng.uniform(1, 4))
    return np.float32(0.9 * out / np.abs(out).max())
