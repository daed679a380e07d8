"""What a room, a microphone and a cable do to a clip, at random. All on [samples] float32."""
import numpy as np
from scipy.signal import butter, fftconvolve, lfilter, resample_poly

WINDOW = 15600
"""Samples kept of a training window: the teacher hears 0.975 s, the student the first 0.96 s."""


def chance(rng, p):
    return rng.random() < p


def change_speed(rng, pcm, spread=0.18):
    """Time and pitch together by a factor of up to 1 + spread either way."""
    up = int(50 * np.exp(rng.uniform(-1, 1) * np.log(1 + spread)))
    return pcm if up == 50 else resample_poly(pcm, 50, up).astype(np.float32)


def equalise(rng, pcm):
    """Another mouth or microphone: a smooth curve of +-8 dB over the spectrum."""
    spectrum = np.fft.rfft(pcm)
    at = np.linspace(0, 1, len(spectrum)) ** 0.5
    curve_db = np.interp(at, np.linspace(0, 1, 7), rng.uniform(-8, 8, 7))
    return np.fft.irfft(spectrum * 10 ** (curve_db / 20), len(pcm)).astype(np.float32)


def low_pass(rng, pcm):
    """Telephone, cheap microphone, old codec: 2.2 to 7 kHz, shallow or steep."""
    hz = np.exp(rng.uniform(np.log(2200), np.log(7000)))
    b, a = butter(int(rng.integers(2, 9)), hz / 8000)
    return lfilter(b, a, pcm).astype(np.float32)


def high_pass(rng, pcm):
    b, a = butter(2, rng.uniform(60, 400) / 8000, 'high')
    return lfilter(b, a, pcm).astype(np.float32)


def tilt(rng, pcm):
    """A microphone's slope: one pole or one zero."""
    k = rng.uniform(-0.5, 0.5)
    return lfilter([1, k], [1], pcm).astype(np.float32)


def in_room(rng, pcm, rooms):
    """Convolved with a room, direct sound kept in place and level."""
    room = rooms[rng.integers(len(rooms))]
    start = int(np.argmax(np.abs(room)))
    wet = fftconvolve(pcm, room[max(0, start - 8):])[:len(pcm)]
    return (wet * (rms(pcm) / (rms(wet) + 1e-9))).astype(np.float32)


def rms(pcm):
    return float(np.sqrt(np.mean(pcm * pcm) + 1e-12))


def mix(pcm, noise, snr_db):
    """Noise under the loudest 0.2 s of the clip by snr_db."""
    loudest = max(rms(pcm[k:k + 3200]) for k in range(0, len(pcm) - 3199, 1600))
    gain = loudest / (rms(noise) + 1e-9) * 10 ** (-snr_db / 20)
    return pcm + noise * min(gain, 100)


def set_level(rng, pcm):
    """Peak between -32 and 0 dBFS, in one of ten clipped by up to 12 dB, one in five 16 bit."""
    peak = float(np.abs(pcm).max())
    if peak < 1e-5:
        return pcm
    gain_db = rng.uniform(0, 12) if chance(rng, 0.1) else rng.uniform(-32, 0)
    return np.clip(pcm / peak * 10 ** (gain_db / 20), -1, 1).astype(np.float32)


def hiss(rng, count):
    """Microphone noise: coloured, -90 to -50 dBFS."""
    white = rng.standard_normal(count)
    if chance(rng, 0.5):
        white = lfilter([1], [1, -rng.uniform(0.3, 0.98)], white)
    return (white / rms(white) * 10 ** (rng.uniform(-90, -50) / 20)).astype(np.float32)


def perturb(rng, pcm, rooms, noise, event):
    """[>= WINDOW samples] -> [WINDOW]: the whole chain. noise: [WINDOW] or None."""
    if rooms and chance(rng, 0.45):
        pcm = in_room(rng, pcm, rooms)
    pcm = pcm[:WINDOW]
    if noise is not None and chance(rng, 0.75 if event else 0.4):
        pcm = mix(pcm, noise, rng.uniform(0, 22))
    for p, change in ((0.35, low_pass), (0.2, high_pass), (0.3, tilt)):
        if chance(rng, p):
            pcm = change(rng, pcm)
    pcm = set_level(rng, pcm)
    return np.clip(pcm + hiss(rng, WINDOW), -1, 1).astype(np.float32)
