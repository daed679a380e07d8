import { type DeclineReason, declineReasons } from '@anyuan/contracts/decline.ts';
import { useWords } from '../platform/i18n.ts';
import { mobileWords } from './words.ts';

/** The second tap: why not. The next tier is called at once, so nobody has to type. */
export function DeclineSheet(props: {
  busy: boolean;
  onReason: (reason: DeclineReason) => void;
  onCancel: () => void;
}) {
  const t = useWords(mobileWords);
  return (
    <fieldset className="decline-sheet">
      <legend>{t('declineWhy')}</legend>
      <div className="decline-reasons">
        {declineReasons.map((reason) => (
          <button
            key={reason}
            type="button"
            className="btn btn-large"
            data-testid={`decline-${reason}`}
            disabled={props.busy}
            onClick={() => props.onReason(reason)}
          >
            {t(`decline.${reason}`)}
          </button>
        ))}
      </div>
      <button type="button" className="btn btn-quiet" onClick={props.onCancel}>
        {t('declineBack')}
      </button>
    </fieldset>
  );
}
