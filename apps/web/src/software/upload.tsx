import type { ReleaseView } from '@anyuan/contracts/routes/software.ts';
import { useEffect, useRef, useState } from 'react';
import { sizeText } from '../operations/size.ts';
import { useWords } from '../platform/i18n.ts';
import { uploadWithProgress } from '../platform/upload.ts';
import { useDoing } from '../platform/use-call.ts';
import { UploadedNote } from './served.tsx';
import { softwareWords } from './words.ts';

const bytesMax = 64 * 1024 * 1024;
const isSignature = (text: string) => /^[A-Za-z0-9_-]{86}$/.test(text);
const isSignatureFile = (file: File) => /\.(sig|txt)$/i.test(file.name);

/** Sends one at a time; gone with the page that began it. */
function useUpload(onDone: (version: string) => void) {
  const doing = useDoing();
  const [sentBytes, setSent] = useState<number | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  const send = async (file: File, signature: string) => {
    const controller = new AbortController();
    abort.current = controller;
    setSent(0);
    const input = { query: { signature } };
    const { signal } = controller;
    await doing.run(() =>
      uploadWithProgress('uploadRelease', { input, file, signal, onProgress: setSent }).then(
        ({ version }) => onDone(version),
        (thrown) => {
          if (!signal.aborted) throw thrown;
        },
      ),
    );
    setSent(null);
  };
  return { ...doing, sentBytes, send, giveUp: () => abort.current?.abort() };
}

function Progress({ sent, size, onGiveUp }: { sent: number; size: number; onGiveUp: () => void }) {
  const t = useWords(softwareWords);
  const isSent = sent >= size;
  const text = isSent
    ? t('checking')
    : t('sending', { sent: sizeText(sent), size: sizeText(size) });
  return (
    <div className="software-line" role="status">
      <progress value={Math.min(sent, size)} max={size} aria-label={t('upload')} />
      <span>{text}</span>
      {!isSent && (
        <button type="button" className="btn btn-quiet" onClick={onGiveUp}>
          {t('giveUp')}
        </button>
      )}
    </div>
  );
}

/** Release and signature, chosen together or the signature pasted; then how far it is and what came of it. */
export function Upload(props: {
  /** Uploaded and not told to any terminal. */
  fresh: readonly ReleaseView[];
  onDone: () => void;
}) {
  const t = useWords(softwareWords);
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [signature, setSignature] = useState('');
  const [uploaded, setUploaded] = useState<string | null>(null);
  const upload = useUpload((version) => {
    setFile(null);
    setSignature('');
    setUploaded(version);
    props.onDone();
  });
  const take = async (files: readonly File[]) => {
    upload.clear();
    setUploaded(null);
    const archive = files.find((f) => !isSignatureFile(f));
    const signed = files.find(isSignatureFile);
    if (archive) setFile(archive);
    if (signed) setSignature((await signed.slice(0, 200).text()).trim());
  };
  const release = props.fresh.find((r) => r.version === uploaded);
  const isLarge = file !== null && file.size > bytesMax;
  const isReady = file !== null && !isLarge && isSignature(signature) && !upload.busy;
  return (
    <div className="software-form software-upload" data-testid="upload">
      <div className="software-line">
        <input
          ref={input}
          type="file"
          hidden
          multiple
          data-testid="release-files"
          accept=".gz,.tgz,.sig,.txt"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = '';
            void take(files);
          }}
        />
        <button
          type="button"
          className="btn"
          disabled={upload.busy}
          onClick={() => input.current?.click()}
        >
          {t('choose')}
        </button>
        {file && (
          <span>
            {file.name} · {sizeText(file.size)}
          </span>
        )}
      </div>
      {isLarge && <p className="notice">{t('tooLarge', { size: sizeText(file.size) })}</p>}
      {file && (
        <label className="field">
          <span className="field-label">{t('signature')}</span>
          <input
            className="input"
            value={signature}
            spellCheck={false}
            disabled={upload.busy}
            onChange={(event) => setSignature(event.target.value.trim())}
          />
          <span className="field-hint">
            {signature === ''
              ? t('noSignature')
              : t(isSignature(signature) ? 'signatureHint' : 'badSignature')}
          </span>
        </label>
      )}
      {file && upload.sentBytes === null && (
        <div>
          <button
            type="button"
            className="btn btn-primary"
            data-testid="release-send"
            disabled={!isReady}
            onClick={() => void upload.send(file, signature)}
          >
            {t('upload')}
          </button>
        </div>
      )}
      {file && upload.sentBytes !== null && (
        <Progress sent={upload.sentBytes} size={file.size} onGiveUp={upload.giveUp} />
      )}
      {upload.advice && (
        <p className="notice" role="alert">
          {upload.advice}
        </p>
      )}
      {release && <UploadedNote release={release} />}
    </div>
  );
}
