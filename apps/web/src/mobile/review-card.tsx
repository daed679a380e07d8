import type { AlarmDetail } from '@anyuan/contracts/alarm.ts';
import { pageWords } from '../alarm/page-words.ts';
import { useWords } from '../platform/i18n.ts';
import { useMay } from '../platform/session.ts';
import { Review } from '../response/review-box.tsx';

/** 复盘 on the phone, under how it ended; for those who only watch nothing until there is one. */
export default function ReviewCard(props: { alarm: AlarmDetail; onDone: () => void }) {
  const t = useWords(pageWords);
  const may = useMay('alarm.review');
  if (!may && !props.alarm.review) return null;
  return (
    <section className="card" data-testid="phone-review">
      <h2>{t('review')}</h2>
      <Review {...props} />
    </section>
  );
}
