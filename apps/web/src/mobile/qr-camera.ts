export type CameraTrouble = 'cameraRefused' | 'cameraMissing' | 'cameraInsecure' | 'cameraBusy';

const troubles: Record<string, CameraTrouble> = {
  NotAllowedError: 'cameraRefused',
  SecurityError: 'cameraInsecure',
  NotFoundError: 'cameraMissing',
  OverconstrainedError: 'cameraMissing',
};

/** Opens the camera at the back. Refusals come back as words, never as an exception. */
export async function openCamera(): Promise<MediaStream | CameraTrouble> {
  if (!navigator.mediaDevices?.getUserMedia) return 'cameraInsecure';
  try {
    return await navigator.mediaDevices.getUserMedia({
      video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 } },
    });
  } catch (thrown) {
    return (thrown instanceof Error && troubles[thrown.name]) || 'cameraBusy';
  }
}

export type ReadCode = (video: HTMLVideoElement) => Promise<string | null>;

/** Pixels across that jsqr looks at: enough for a sticker at arm's length, fast on an old phone. */
const lookWidth = 480;

/** The phone's own reader where there is one; else ours, loaded only now. */
export async function makeReader(): Promise<ReadCode> {
  if (typeof BarcodeDetector !== 'undefined' && BarcodeDetector) {
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue ?? null;
  }
  const { default: jsqr } = await import('jsqr');
  const canvas = document.createElement('canvas');
  const ctx = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    if (!ctx || video.videoWidth === 0) return null;
    canvas.width = lookWidth;
    canvas.height = Math.round((lookWidth * video.videoHeight) / video.videoWidth);
    ctx.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = ctx.getImageData(0, 0, canvas.width, canvas.height);
    return jsqr.default(data, width, height)?.data ?? null;
  };
}
