import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type { FigureRange } from '@anyuan/contracts/figure-lists.ts';
import type { FiguresReply } from '@anyuan/contracts/figures.ts';
import { useEffect, useState } from 'react';
import { ApiError, call } from '../platform/api.ts';
import { askEveryMs } from './attention.ts';

export interface Asked {
  organisationId: string | undefined;
  range: FigureRange;
  alarmKind: AlarmKind;
}

export interface FiguresRead {
  /** The last that was read; it stays while reading again fails. */
  reply: FiguresReply | null;
  /** The account may not see figures at all. */
  denied: boolean;
}

/** Figures, read again every ten seconds, one question at a time; a wall that was away goes on by itself. */
export function useFigures(asked: Asked): FiguresRead {
  const { organisationId, range, alarmKind } = asked;
  const [state, setState] = useState<FiguresRead>({ reply: null, denied: false });
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      try {
        const query = { organisationId, range, alarmKind };
        const reply = await call('showFigures', { query, signal: abort.signal });
        if (!abort.signal.aborted) setState({ reply, denied: false });
      } catch (thrown) {
        if (abort.signal.aborted) return;
        const denied = thrown instanceof ApiError && thrown.status === 403;
        setState((s) => ({ ...s, denied }));
      }
      if (!abort.signal.aborted) timer = setTimeout(read, askEveryMs);
    };
    void read();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [organisationId, range, alarmKind]);
  return state;
}
