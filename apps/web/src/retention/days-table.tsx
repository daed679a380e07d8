import { type KeepDays, keepBounds, keptKinds } from '@anyuan/contracts/retention.ts';
import { InputNumber } from 'antd';
import { useWords } from '../platform/i18n.ts';
import './retention.css';
import { retentionWords } from './words.ts';

/** One row for each kind: how long, since when, and how far it may be moved. */
export function DaysTable(props: { days: KeepDays; onChange: (days: KeepDays) => void }) {
  const { days, onChange } = props;
  const t = useWords(retentionWords);
  return (
    <table className="contact-table keep-table">
      <thead>
        <tr>
          <th>{t('kind')}</th>
          <th>{t('days')}</th>
          <th>{t('range')}</th>
        </tr>
      </thead>
      <tbody>
        {keptKinds.map((kind) => {
          const { least, most } = keepBounds[kind];
          return (
            <tr key={kind}>
              <td>
                <strong>{t(`kind.${kind}`)}</strong>
                <div className="cell-sub">{t(`why.${kind}`)}</div>
              </td>
              <td>
                <InputNumber
                  aria-label={t(`kind.${kind}`)}
                  data-testid={`keep-${kind}`}
                  min={least}
                  max={most}
                  precision={0}
                  value={days[kind]}
                  onChange={(n) => n !== null && onChange({ ...days, [kind]: n })}
                />
              </td>
              <td className="cell-sub">{t('between', { least, most })}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
