import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type { TerminalState } from '@anyuan/contracts/terminal.ts';

/** `alarm`: sounding here, nobody has acknowledged it yet. The rest as the server says. */
export const localStages = ['idle', 'alarm', 'sent', 'accepted', 'arrived', 'closed'] as const;
export type LocalStage = (typeof localStages)[number];

export type Prompt = 'sent' | 'accepted' | 'arrived' | 'closed' | 'deterrent';

/** What the child has been told so far. A plain value, replaced and never changed. */
export interface Told {
  stage: LocalStage;
  alarmKind: AlarmKind;
  /** Null until the server has named the alarm of this detection. */
  alarmId: string | null;
  /** Detections that sounded here and were not acknowledged yet. */
  waiting: string[];
  /** The last alarm that ended: a late repeat about it must not speak about the next one. */
  endedAlarmId: string | null;
  text: string;
}

export const nothingTold: Told = {
  stage: 'idle',
  alarmKind: 'actual',
  alarmId: null,
  waiting: [],
  endedAlarmId: null,
  text: '',
};

export type TellingEvent =
  | { type: 'detected'; id: string; alarmKind: AlarmKind; button: boolean }
  | { type: 'acknowledged'; id: string }
  | { type: 'refused'; id: string }
  | { type: 'state'; state: TerminalState; deterrent: boolean };

export interface Telling {
  told: Told;
  prompts: Prompt[];
  /** Should the local alarm tone be sounding? */
  tone: boolean;
}

const rank = (stage: LocalStage) => localStages.indexOf(stage);
const running = (stage: LocalStage) => stage !== 'idle' && stage !== 'closed';
const marks: Record<AlarmKind, string> = { actual: '', exercise: '【演练】', test: '【测试】' };

function wordsOf(stage: LocalStage, alarmKind: AlarmKind, accepter: string | null): string {
  const words: Record<LocalStage, string> = {
    idle: '',
    alarm: '正在报警。',
    sent: '报警已发出。',
    accepted: `${accepter || '老师'}正在赶来。`,
    arrived: '老师已到现场。',
    closed: '警情已结束。',
  };
  return words[stage] === '' ? '' : marks[alarmKind] + words[stage];
}

const keep = (told: Told): Telling => ({ told, prompts: [], tone: told.stage === 'alarm' });

function detected(was: Told, event: TellingEvent & { type: 'detected' }): Telling {
  const { id, alarmKind } = event;
  const waiting = [...was.waiting, id];
  const { stage } = was;
  if (running(stage)) {
    // Who presses again wants to know: say again what is true already.
    const known = stage !== 'alarm' && event.button;
    return { ...keep({ ...was, waiting }), prompts: known ? [stage] : [] };
  }
  const text = wordsOf('alarm', alarmKind, null);
  return keep({ ...was, stage: 'alarm', alarmKind, alarmId: null, waiting, text });
}

function settled(was: Told, id: string, acknowledged: boolean): Telling {
  const known = was.waiting.includes(id);
  const told = { ...was, waiting: was.waiting.filter((other) => other !== id) };
  if (!known || was.stage !== 'alarm') return keep(told);
  if (acknowledged) {
    const text = wordsOf('sent', was.alarmKind, null);
    return { told: { ...told, stage: 'sent', text }, prompts: ['sent'], tone: false };
  }
  return keep(told.waiting.length > 0 ? told : { ...told, stage: 'idle', text: '' });
}

function hearState(was: Told, state: TerminalState, deterrent: boolean): Telling {
  const stale = state.alarmId !== null && state.alarmId === was.endedAlarmId;
  // Ours is sounding and not acknowledged: "idle" speaks of the time before it.
  if (stale || (state.stage === 'idle' && was.stage === 'alarm')) return keep(was);
  const another = running(was.stage) && was.alarmId !== null && state.alarmId !== was.alarmId;
  const before = another ? -1 : rank(was.stage);
  // The end of an alarm that did not run here is no news to anybody.
  const strange = state.stage === 'closed' && (was.stage === 'idle' || was.stage === 'alarm');
  if (strange) return keep({ ...was, endedAlarmId: state.alarmId });
  if (state.stage !== 'idle' && was.stage !== 'closed' && rank(state.stage) < before)
    return keep(was);
  const alarmKind = state.alarmKind ?? was.alarmKind;
  const told: Told = {
    ...was,
    stage: state.stage,
    alarmKind,
    alarmId: state.alarmId,
    endedAlarmId: state.stage === 'closed' ? state.alarmId : was.endedAlarmId,
    text: wordsOf(state.stage, alarmKind, state.accepter),
  };
  const news = state.stage !== was.stage || another;
  const prompts: Prompt[] = news && state.stage !== 'idle' ? [state.stage] : [];
  if (prompts[0] === 'accepted' && deterrent) prompts.push('deterrent');
  return { told, prompts, tone: false };
}

/**
 * What may truthfully be told to the child after one more event: only the alarm tone until the
 * application acknowledged the detection, "someone is coming" only after a person accepted.
 */
export function tell(was: Told, event: TellingEvent): Telling {
  if (event.type === 'detected') return detected(was, event);
  if (event.type === 'state') return hearState(was, event.state, event.deterrent);
  return settled(was, event.id, event.type === 'acknowledged');
}
