import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { namesOf, responders } from '../alarm/describe.ts';
import { Ago } from '../alarm/marks.tsx';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon, type IconName } from '../platform/icons.tsx';
import { alarmsStore } from '../platform/live.ts';
import { useStore } from '../platform/use-store.ts';
import { finishHelp, type HelpState } from './help-outbox.ts';
import { mobileWords } from './words.ts';

interface Truth {
  icon: IconName;
  stage: 'sending' | 'sent' | 'accepted' | 'arrived' | 'closed' | 'refused';
  title: string;
  hint: string;
}

/** Only what is known: "sent" after the answer of the server, "accepted" after a person did. */
function useTruth(help: Exclude<HelpState, { at: 'idle' }>): Truth {
  const t = useWords(mobileWords);
  const locale = useLocale();
  const live = useStore(alarmsStore);
  if (help.at === 'sending') {
    return { icon: 'sent', stage: 'sending', title: t('helpSending'), hint: t('helpSendingHint') };
  }
  if (help.at === 'refused') {
    const hint = `${help.advice[locale]} ${t('helpRefusedHint')}`;
    return { icon: 'failed', stage: 'refused', title: t('helpRefused'), hint };
  }
  const alarm: AlarmSummary | undefined = live.byId.get(help.alarmId);
  const gone = live.complete && !alarm;
  if (gone || alarm?.state === 'closed') {
    return { icon: 'square', stage: 'closed', title: t('helpClosed'), hint: '' };
  }
  const { there, coming } = alarm ? responders(alarm) : { there: [], coming: [] };
  const names = (people: typeof there) => namesOf(people, locale) || t('helpAnybody');
  if (alarm?.state === 'arrived' || alarm?.state === 'handled') {
    const title = t('helpArrived', { names: names(there) });
    return { icon: 'arrived', stage: 'arrived', title, hint: t('helpArrivedHint') };
  }
  if (alarm?.state === 'accepted') {
    const title = t('helpAccepted', { names: names(coming) });
    return { icon: 'accepted', stage: 'accepted', title, hint: t('helpAcceptedHint') };
  }
  return { icon: 'delivered', stage: 'sent', title: t('helpSent'), hint: t('helpSentHint') };
}

export function HelpStatus({ help }: { help: Exclude<HelpState, { at: 'idle' }> }) {
  const t = useWords(mobileWords);
  const truth = useTruth(help);
  const ended = truth.stage === 'closed' || truth.stage === 'refused';
  return (
    <div
      className={`help-status help-${truth.stage}`}
      data-testid="help-status"
      data-stage={truth.stage}
    >
      <Icon name={truth.icon} size={88} />
      <div role="status" aria-live="assertive">
        <h1>{truth.title}</h1>
        <p>{truth.hint}</p>
      </div>
      <p className="cell-sub">
        <Ago at={help.press.beganAt} />
        {help.at === 'sending' && help.tries > 0 && ` · ${t('helpTries', { n: help.tries })}`}
      </p>
      {ended && (
        <button type="button" className="btn btn-large" onClick={finishHelp}>
          {t(truth.stage === 'refused' ? 'helpAgain' : 'helpDone')}
        </button>
      )}
    </div>
  );
}
