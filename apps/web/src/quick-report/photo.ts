import { photoSideMax } from '@anyuan/contracts/quick-report-lists.ts';

/** Why a photo was not taken over; each is a sentence in the words of this folder. */
export type PhotoTrouble = 'photoTooLarge' | 'photoUnreadable' | 'photoNotImage';

/** What a phone with 2 GB of memory still opens. */
const fileBytesMax = 30 * 1024 * 1024;
const quality = 0.8;

/** Width and height with the longer side at most `photoSideMax`; never made larger. */
export function shrunk(width: number, height: number): { width: number; height: number } {
  const by = Math.min(1, photoSideMax / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * by)),
    height: Math.max(1, Math.round(height * by)),
  };
}

/**
 * The photo made small, as a JPEG that says nothing but what it shows: it is drawn anew, so that position, time and
 * device of the original stay behind. What cannot be opened comes back as words.
 */
export async function readPhoto(file: File): Promise<Blob | PhotoTrouble> {
  if (file.size > fileBytesMax) return 'photoTooLarge';
  // Some phones give HEIC no type at all.
  if (file.type !== '' && !file.type.startsWith('image/')) return 'photoNotImage';
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(
    () => null,
  );
  if (!picture) return 'photoUnreadable';
  const canvas = document.createElement('canvas');
  Object.assign(canvas, shrunk(picture.width, picture.height));
  const context = canvas.getContext('2d');
  if (context) {
    // A transparent picture is white where nothing is, not black.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  }
  picture.close();
  const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality));
  return made ?? 'photoUnreadable';
}
