import { toString as qrSvg } from 'qrcode';
import { Link } from 'wouter';
import '../devices/devices.css';
import { deviceWords } from '../devices/words.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { platformWords } from '../platform/platform-words.ts';
import { useLoaded } from '../platform/use-call.ts';

/** Read from two metres with a cheap phone, and still when a corner is scratched. */
const qrOptions = { type: 'svg', margin: 0, errorCorrectionLevel: 'Q' } as const;

/** The sheet that is printed and stuck beside a terminal. */
export default function StickerPage({ terminalId }: { terminalId: string }) {
  const t = useWords(deviceWords);
  const p = useWords(platformWords);
  const { value, advice } = useLoaded(terminalId, async (signal) => {
    const sticker = await call('showSticker', { params: { terminalId }, signal });
    return { ...sticker, svg: await qrSvg(sticker.url, qrOptions) };
  });
  return (
    <div className="page">
      <div className="page-head no-print">
        <Link href="/terminals" className="back-link">
          <Icon name="back" size={18} />
          {t('backToList')}
        </Link>
        <h1>{t('stickerTitle')}</h1>
        <button
          type="button"
          className="btn btn-primary"
          disabled={!value}
          onClick={() => window.print()}
        >
          <Icon name="print" size={18} />
          {t('stickerPrint')}
        </button>
      </div>
      <p className="faint no-print">{t('stickerHow')}</p>
      {advice && <p className="notice">{advice}</p>}
      {!value && !advice && <p className="faint">{p('loading')}</p>}
      {value && (
        <article className="sticker" data-testid="sticker">
          <p className="sticker-brand">{p('product')}</p>
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: an SVG drawn here from a code, no foreign text */}
          <div className="sticker-qr" dangerouslySetInnerHTML={{ __html: value.svg }} />
          <p className="sticker-scan">{t('stickerScan')}</p>
          <p className="sticker-place">{value.place}</p>
          <p className="sticker-code">
            {value.name} · {t('stickerCode', { code: value.code })}
          </p>
        </article>
      )}
    </div>
  );
}
