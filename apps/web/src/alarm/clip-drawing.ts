import type { Appearance } from '../platform/tokens.ts';
import { colours } from '../platform/tokens.ts';
import { peaks, spectrogram } from './spectrogram.ts';

/** Canvas pixels per CSS pixel, bounded: more costs time and shows nothing. */
const density = () => Math.min(2, devicePixelRatio || 1);

function sized(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  canvas.width = Math.max(1, Math.round(canvas.clientWidth * density()));
  canvas.height = Math.max(1, Math.round(canvas.clientHeight * density()));
  return canvas.getContext('2d');
}

export function drawWaveform(
  canvas: HTMLCanvasElement,
  samples: Float32Array,
  appearance: Appearance,
): void {
  const ctx = sized(canvas);
  if (!ctx) return;
  const { width, height } = canvas;
  const middle = height / 2;
  ctx.fillStyle = colours[appearance].link;
  for (const [x, { low, high }] of peaks(samples, width).entries()) {
    const top = middle - high * middle * 0.95;
    ctx.fillRect(x, top, 1, Math.max(1, middle - low * middle * 0.95 - top));
  }
}

function rgb(hex: string): [number, number, number] {
  const at = (i: number) => Number.parseInt(hex.slice(i, i + 2), 16);
  return [at(1), at(3), at(5)];
}

/** From the ground to ink: quiet parts vanish, loud ones stand out, in either appearance. */
export function drawSpectrogram(
  canvas: HTMLCanvasElement,
  samples: Float32Array,
  appearance: Appearance,
): void {
  const ctx = sized(canvas);
  if (!ctx) return;
  const { width, height } = canvas;
  const picture = spectrogram(samples, width);
  const image = ctx.createImageData(width, height);
  const c = colours[appearance];
  const [quiet, middle, loud] = [rgb(c.sunken), rgb(c.link), rgb(c.text)];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      const bin = Math.floor(((height - 1 - y) / height) * picture.bins);
      const level = (picture.levels[x * picture.bins + bin] ?? 0) / 255;
      const [from, to, part] =
        level < 0.6 ? [quiet, middle, level / 0.6] : [middle, loud, (level - 0.6) / 0.4];
      const at = (y * width + x) * 4;
      for (const channel of [0, 1, 2] as const) {
        image.data[at + channel] = from[channel] + (to[channel] - from[channel]) * part;
      }
      image.data[at + 3] = 255;
    }
  }
  ctx.putImageData(image, 0, 0);
}
