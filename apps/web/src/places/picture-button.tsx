import type { Picture } from '@anyuan/contracts/places.ts';
import { InputNumber, Modal } from 'antd';
import { useRef, useState } from 'react';
import { adviceOf } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { type PdfDrawing, PictureProblem } from './drawing.ts';
import { openDrawing, sendPicture } from './picture-upload.ts';
import { placeWords } from './words.ts';

interface PictureButtonProps {
  schoolId: string;
  hasPicture: boolean;
  onPicture: (picture: Picture) => void;
}

/** Chooses a file, a page of it when it is a PDF, and sends the picture. What was drawn stays. */
export function PictureButton({ schoolId, hasPicture, onPicture }: PictureButtonProps) {
  const t = useWords(placeWords);
  const locale = useLocale();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [advice, setAdvice] = useState<string | null>(null);
  const [pdf, setPdf] = useState<PdfDrawing | null>(null);
  const [page, setPage] = useState(1);

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setAdvice(null);
    try {
      await work();
    } catch (thrown) {
      const own = thrown instanceof PictureProblem;
      setAdvice(own ? t(thrown.problem, { mb: thrown.megabytes }) : adviceOf(thrown, locale));
    } finally {
      setBusy(false);
    }
  };
  const take = (file: File) =>
    attempt(async () => {
      const drawing = await openDrawing(file);
      if (drawing && drawing.pages > 1) {
        setPage(1);
        return setPdf(drawing);
      }
      onPicture(await sendPicture(schoolId, drawing ? await drawing.render(1) : file));
    });
  const takePage = (drawing: PdfDrawing) =>
    attempt(async () => {
      setPdf(null);
      onPicture(await sendPicture(schoolId, await drawing.render(page)));
    });

  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        data-testid="picture-file"
        accept="image/png,image/jpeg,image/webp,image/svg+xml,application/pdf"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          // The same file again must be taken again.
          event.target.value = '';
          if (file) void take(file);
        }}
      />
      <button
        type="button"
        className="btn"
        // Not disabled: it would lose the focus, and the dialog would have nowhere to give it back to.
        aria-disabled={busy}
        title={t('uploadHint')}
        onClick={() => !busy && input.current?.click()}
      >
        <Icon name="picture" size={18} />
        {busy ? t('uploading') : t(hasPicture ? 'upload' : 'uploadFirst')}
      </button>
      {advice && (
        <p className="notice plan-advice" role="alert">
          {advice}
        </p>
      )}
      <Modal
        open={pdf !== null}
        title={t('pdfPage', { n: pdf?.pages ?? 1 })}
        okText={t('usePage')}
        cancelText={t('cancel')}
        onCancel={() => setPdf(null)}
        onOk={() => pdf && void takePage(pdf)}
      >
        <InputNumber
          aria-label={t('pdfPage', { n: pdf?.pages ?? 1 })}
          min={1}
          max={pdf?.pages ?? 1}
          value={page}
          onChange={(n) => setPage(n ?? 1)}
        />
      </Modal>
    </>
  );
}
