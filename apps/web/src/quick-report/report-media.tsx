import type { QuickReport, ReportPart } from '@anyuan/contracts/quick-report.ts';
import { useState } from 'react';
import { callBytes } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { ReasonForm } from '../platform/reason-form.tsx';
import { useDoing } from '../platform/use-call.ts';
import { useAddress } from './use-address.ts';
import { reportWords } from './words.ts';

function Shown({ part, bytes, number }: { part: ReportPart; bytes: ArrayBuffer; number: number }) {
  const t = useWords(reportWords);
  const isPhoto = part.kind === 'photo';
  // A browser finds out by itself which of the three sounds it is.
  const address = useAddress(bytes, isPhoto ? 'image/jpeg' : '');
  if (!address) return null;
  return isPhoto ? (
    <a href={address} target="_blank" rel="noreferrer">
      <img
        className="report-picture"
        src={address}
        alt={t('photoAlt', { n: number })}
        data-testid="report-picture"
      />
    </a>
  ) : (
    // biome-ignore lint/a11y/useMediaCaption: nobody has written down what is said
    <audio controls src={address} aria-label={t('voiceOf')} data-testid="report-voice" />
  );
}

/** Photos and voice, after somebody said why: each look is on record. */
export function ReportMedia({ report }: { report: QuickReport }) {
  const t = useWords(reportWords);
  const doing = useDoing();
  const [opened, setOpened] = useState<ReadonlyMap<string, ArrayBuffer>>(new Map());
  const there = report.parts.filter((p) => p.storedAt !== null && p.deletedAt === null);
  // Also what came in after the others were opened.
  const unopened = there.filter((p) => !opened.has(p.id));
  const open = (reason: string) =>
    void doing.run(async () => {
      for (const { id: partId } of unopened) {
        const params = { quickReportId: report.id, partId };
        const bytes = await callBytes('openReportPart', { params, query: { reason } });
        setOpened((now) => new Map(now).set(partId, bytes));
      }
    });
  if (report.parts.length === 0) return null;
  return (
    <section className="card">
      <h2>{t('media')}</h2>
      {unopened.length > 0 && (
        <ReasonForm
          question={t('whyOpen')}
          reasons={[t('reasonVerify'), t('reasonHandle')]}
          note={t('whyNote')}
          busy={doing.busy}
          testId="report-open"
          onReason={open}
        >
          {t('open')}
        </ReasonForm>
      )}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      <div className="report-media">
        {report.parts.map((part, i) => {
          const bytes = opened.get(part.id);
          if (bytes) return <Shown key={part.id} part={part} bytes={bytes} number={i + 1} />;
          if (there.includes(part)) return null;
          return (
            <p key={part.id} className="faint">
              {part.kind === 'photo' ? t('photoAlt', { n: i + 1 }) : t('voiceOf')}：
              {t(part.deletedAt === null ? 'partWaiting' : 'partDeleted')}
            </p>
          );
        })}
      </div>
    </section>
  );
}
