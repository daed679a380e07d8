import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Refusal } from '@anyuan/contracts/errors.ts';
import {
  type PictureMedia,
  pictureBytesMax,
  picturePixelsMax,
  pictureSideMin,
} from '@anyuan/contracts/places.ts';
import { imageSize } from 'image-size';
import { cleanSvg } from './svg.ts';

export interface CheckedPicture {
  bytes: Buffer;
  media: PictureMedia;
  /** Pixels; of a drawing by lines only their relation means anything. */
  width: number;
  height: number;
}

const mediaOf: Record<string, PictureMedia> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  svg: 'image/svg+xml',
};

/** What it is by its own bytes, whatever its name said. @throws Refusal picture.* */
export function checkPicture(uploaded: Buffer): CheckedPicture {
  if (uploaded.length > pictureBytesMax) throw new Refusal('picture.tooLarge');
  const size = sizeOf(uploaded);
  const media = mediaOf[size.type];
  if (media === undefined) throw new Refusal('picture.wrongType');
  const { width, height } = size;
  if (media === 'image/svg+xml') {
    const wide = 1600;
    return {
      ...{ bytes: cleanSvg(uploaded), media, width: wide },
      height: Math.max(1, Math.round((wide * height) / width)),
    };
  }
  if (width * height > picturePixelsMax) {
    throw new Refusal('picture.tooManyPixels', { width, height });
  }
  if (Math.min(width, height) < pictureSideMin) throw new Refusal('picture.tooSmall');
  return { bytes: uploaded, media, width, height };
}

function sizeOf(bytes: Buffer): { type: string; width: number; height: number } {
  try {
    const { type = '', width, height, orientation = 1 } = imageSize(bytes);
    if (!(width > 0 && height > 0)) throw new Refusal('picture.damaged');
    // Lying on its side, by the note that a camera left in it.
    return orientation >= 5 ? { type, width: height, height: width } : { type, width, height };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const isPicture = /^(\x89PNG|\xff\xd8\xff|RIFF)/.test(bytes.toString('latin1', 0, 4));
    throw new Refusal(isPicture ? 'picture.damaged' : 'picture.wrongType');
  }
}

export interface PictureFiles {
  write(name: { schoolId: string; id: string }, bytes: Buffer): Promise<void>;
  /** Null when there is no such file. */
  read(name: { schoolId: string; id: string }): Promise<Buffer | null>;
}

/** `<data>/pictures/<schoolId>/<id>`, beside the recordings. Ids come from the database alone. */
export function makePictureFiles(dataDir: string): PictureFiles {
  const pathOf = ({ schoolId, id }: { schoolId: string; id: string }) =>
    join(dataDir, 'pictures', schoolId, id);
  return {
    async write(name, bytes) {
      const path = pathOf(name);
      const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      try {
        const file = await open(temporary, 'wx', 0o600);
        await file.writeFile(bytes);
        await file.sync();
        await file.close();
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => {});
        throw error;
      }
    },
    read: (name) =>
      readFile(pathOf(name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      }),
  };
}
