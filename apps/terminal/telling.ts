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
  /** What the server last said while `alarm` is sounding for a press of its own. */
  before: 'sent' | 'accepted' | 'arrived' | null;
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
  before: null,
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
/** What the server is known to have said of a running alarm. */
function saidOf({ stage, before }: Told): Told['before'] {
  if (stage === 'alarm') return before;
  return stage === 'idle' || stage === 'closed' ? null : stage;
}

const marks: Record<AlarmKind, string> = { actual: '', exercise: '【演练】', test: '【测试】' };

function wordsOf(stage: LocalStage, alarmKind: AlarmKind, accepter: string | null): string {
  const words: Record<LocalStage, string> = {
    idle: '',
    alarm: '正在报警。',
    sent: '报警已发出。',
    accepted: `${accepter || '老师'}正在赶来。`,
    arrived: '有人已到现场。',
    closed: '警情已结束。',
  };
  return words[stage] === '' ? '' : marks[alarmKind] + words[stage];
}

const keep = (told: Told): Telling => ({ told, prompts: [], tone: told.stage === 'alarm' });

function detected(was: Told, event: TellingEvent & { type: 'detected' }): Telling {
  const { id, alarmKind } = event;
  const waiting = [...was.waiting, id];
  const before = saidOf(was);
  // A sound during a running alarm belongs to it. A press is a person who wants an answer of their own.
  if (was.stage === 'alarm' || (before !== null && !event.button)) return keep({ ...was, waiting });
  const alarmId = before === null ? null : was.alarmId;
  const text = wordsOf('alarm', alarmKind, null);
  return keep({ ...was, stage: 'alarm', alarmKind, before, alarmId, waiting, text });
}

function settled(was: Told, id: string, acknowledged: boolean): Telling {
  const known = was.waiting.includes(id);
  const told = { ...was, waiting: was.waiting.filter((other) => other !== id) };
  if (!known || was.stage !== 'alarm') return keep(told);
  const stage = acknowledged ? (was.before ?? 'sent') : (was.before ?? 'idle');
  if (!acknowledged && told.waiting.length > 0) return keep(told);
  const text = wordsOf(stage, was.alarmKind, null);
  const prompts: Prompt[] = acknowledged && stage !== 'idle' ? [stage] : [];
  return { told: { ...told, stage, before: null, text }, prompts, tone: false };
}

function hearEnd(was: Told, state: TerminalState): Telling {
  const closed = state.stage === 'closed';
  const ended = { ...was, endedAlarmId: closed ? state.alarmId : was.endedAlarmId };
  // Ours is sounding and not acknowledged: the end of another one, or "idle", is not its answer.
  if (was.stage === 'alarm') return keep({ ...ended, before: null, alarmId: null });
  // The end of an alarm that did not run here is no news to anybody.
  if (closed && (was.stage === 'idle' || was.stage === 'closed')) return keep(ended);
  const stage = closed ? 'closed' : 'idle';
  const text = wordsOf(stage, state.alarmKind ?? was.alarmKind, null);
  const told: Told = { ...ended, stage, before: null, alarmId: state.alarmId, text };
  return { told, prompts: closed ? ['closed'] : [], tone: false };
}

function hearState(was: Told, state: TerminalState, deterrent: boolean): Telling {
  if (state.alarmId !== null && state.alarmId === was.endedAlarmId) return keep(was);
  const { stage } = state;
  if (stage === 'idle' || stage === 'closed') return hearEnd(was, state);
  const said = saidOf(was);
  const another = was.alarmId !== null && state.alarmId !== was.alarmId;
  const news = said === null || another || rank(stage) > rank(said);
  if (!news && stage !== said) return keep(was);
  const { alarmId } = state;
  // "Sent" is of the alarm that runs; the press that sounds now has its own acknowledgement to come.
  if (was.stage === 'alarm' && (!news || stage === 'sent')) {
    return keep({ ...was, before: stage, alarmId });
  }
  const alarmKind = state.alarmKind ?? was.alarmKind;
  const text = wordsOf(stage, alarmKind, state.accepter);
  const prompts: Prompt[] = news ? [stage] : [];
  if (news && stage === 'accepted' && deterrent) prompts.push('deterrent');
  return { told: { ...was, stage, before: null, alarmKind, alarmId, text }, prompts, tone: false };
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
