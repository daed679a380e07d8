"""Log-mel front end, the same arithmetic as packages/core/detection/log-mel.ts.

Window 15360 samples (0.96 s at 16 kHz) -> frames of 400 (25 ms) every 160 (10 ms): 94 frames;
periodic Hann; |FFT 512|; 64 triangles evenly spaced on the HTK mel scale
mel(f) = 2595 log10(1 + f / 700) (Young et al., The HTK Book, section 5.4), 125-7500 Hz,
triangular in mel; natural log of (sum + 0.001).
"""
import json
import os

import numpy as np

PARAMETERS = {
    'sampleRateHz': 16000, 'windowSamples': 15360, 'hopSamples': 3840, 'frameSamples': 400,
    'frameStepSamples': 160, 'fftSize': 512, 'frames': 94, 'melBins': 64,
    'lowestHz': 125, 'highestHz': 7500, 'logOffset': 0.001,
}
WINDOW = PARAMETERS['windowSamples']
HOP = PARAMETERS['hopSamples']
FRAMES = PARAMETERS['frames']
BINS = PARAMETERS['melBins']


def hz_to_mel(hz):
    return 2595 * np.log10(1 + hz / 700)


def mel_weights():
    """[257, 64] weights of each FFT bin in each mel triangle; bin 0 (DC) counts for nothing."""
    edges = np.linspace(hz_to_mel(125.0), hz_to_mel(7500.0), BINS + 2)
    mel = hz_to_mel(np.arange(257) * 16000 / 512)[:, None]
    lower, centre, upper = edges[:-2], edges[1:-1], edges[2:]
    rising = (mel - lower) / (centre - lower)
    falling = (upper - mel) / (upper - centre)
    weights = np.maximum(0, np.minimum(rising, falling))
    weights[0] = 0
    return weights


HANN = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
WEIGHTS = mel_weights()
_AT = np.arange(FRAMES)[:, None] * 160 + np.arange(400)[None, :]


def log_mel(window):
    """[15360] samples in -1..1 -> [94, 64] float32."""
    clean = np.clip(np.nan_to_num(window, nan=0, posinf=0, neginf=0), -1, 1)
    magnitude = np.abs(np.fft.rfft(clean[_AT].astype(np.float64) * HANN, 512, axis=1))
    return np.log(magnitude @ WEIGHTS + 0.001).astype(np.float32)


def log_mel_stream(pcm):
    """[samples] -> [frames, 64]: one frame every 10 ms, for cutting overlapping windows."""
    count = (len(pcm) - 400) // 160 + 1
    at = np.arange(count)[:, None] * 160 + np.arange(400)[None, :]
    clean = np.clip(np.nan_to_num(pcm, nan=0, posinf=0, neginf=0), -1, 1).astype(np.float32)
    magnitude = np.abs(np.fft.rfft(clean[at] * HANN.astype(np.float32), 512, axis=1))
    return np.log(magnitude @ WEIGHTS + 0.001).astype(np.float32)


def windows_of(frames):
    """[frames, 64] -> [windows, 94, 64], one window every 0.24 s (24 frames)."""
    starts = range(0, len(frames) - FRAMES + 1, HOP // 160)
    return np.stack([frames[s:s + FRAMES] for s in starts])


def golden_signals():
    """Signals anybody can make again exactly: a 32-bit linear congruential noise and sines."""
    state, noise = 1, []
    for _ in range(WINDOW):
        state = (1664525 * state + 1013904223) % 2 ** 32
        noise.append(state / 2 ** 31 - 1)
    t = np.arange(WINDOW) / 16000
    glide = 0.5 * np.sin(2 * np.pi * (300 * t + 1200 * t * t))
    return {
        'noise': np.float32(np.array(noise) * 0.1),
        'glide': np.float32(glide),
        'clipped': np.float32(np.clip(3 * np.sin(2 * np.pi * 440 * t), -1, 1)),
        'silence': np.zeros(WINDOW, np.float32),
    }


def write_golden(path):
    """Every 7th value of each picture: small enough to commit, dense enough to catch any slip."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    cases = {k: [round(float(v), 5) for v in log_mel(s).ravel()[::7]]
             for k, s in golden_signals().items()}
    with open(path, 'w', encoding='utf-8') as f:
        json.dump({'stride': 7, 'cases': cases}, f, separators=(',', ':'))
        f.write('\n')


if __name__ == '__main__':
    here = os.path.dirname(os.path.abspath(__file__))
    write_golden(os.path.join(here, '../packages/core/detection/golden/log-mel.json'))
