import { GlobalWorkerOptions, getDocument } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { type PdfDrawing, PictureProblem } from './drawing.ts';

GlobalWorkerOptions.workerSrc = workerUrl;

/** Longer side of the picture, pixels: enough to read room numbers on an A1 drawing. */
const longSide = 3600;

/** Opens a PDF in this browser. Throws `PictureProblem` when it is damaged or locked. */
export async function openPdf(bytes: ArrayBuffer): Promise<PdfDrawing> {
  const document_ = await getDocument({
    data: bytes,
    cMapUrl: '/pdf/cmaps/',
    cMapPacked: true,
  }).promise.catch((error: { name?: string }) => {
    throw new PictureProblem(error.name === 'PasswordException' ? 'pdfLocked' : 'badPdf');
  });
  return {
    pages: document_.numPages,
    async render(number) {
      const page = await document_.getPage(number);
      const plain = page.getViewport({ scale: 1 });
      const scale = Math.min(8, longSide / Math.max(plain.width, plain.height));
      const viewport = page.getViewport({ scale });
      const canvas = document.createElement('canvas');
      canvas.width = Math.ceil(viewport.width);
      canvas.height = Math.ceil(viewport.height);
      await page.render({ canvas, viewport, background: '#ffffff' }).promise;
      return (await blobOf(canvas, 'image/png')) ?? (await blobOf(canvas, 'image/jpeg')) ?? fail();
    },
  };
}

function fail(): never {
  throw new PictureProblem('badPdf');
}

/** Null when it would be too large to send. */
async function blobOf(canvas: HTMLCanvasElement, type: string): Promise<Blob | null> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.9));
  return blob && blob.size <= 20 * 1024 * 1024 ? blob : null;
}
