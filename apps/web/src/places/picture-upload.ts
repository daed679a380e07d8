import type { Picture } from '@anyuan/contracts/places.ts';
import { callWithFile } from '../platform/api.ts';
import { type PdfDrawing, PictureProblem } from './drawing.ts';

/** As on the server (`pictureBytesMax`), repeated so that no schema comes into the browser. */
const pictureBytesMax = 20 * 1024 * 1024;

const isPdf = (file: File) => file.type === 'application/pdf' || /\.pdf$/i.test(file.name);

/** A drawing of a whole campus in one PDF may be large; it is read here and never sent. */
const pdfBytesMax = 60 * 1024 * 1024;

/** Null: it is a picture already. Throws `PictureProblem` before anything is sent. */
export async function openDrawing(file: File): Promise<PdfDrawing | null> {
  if (!isPdf(file)) {
    if (file.size > pictureBytesMax) throw new PictureProblem('tooLarge', file.size);
    return null;
  }
  if (file.size > pdfBytesMax) throw new PictureProblem('tooLarge', file.size);
  const { openPdf } = await import('./pdf-drawing.ts');
  return openPdf(await file.arrayBuffer());
}

export function sendPicture(schoolId: string, picture: Blob): Promise<Picture> {
  return callWithFile('uploadPicture', { params: { schoolId }, file: picture });
}
