import { useCallback, useEffect, useRef, useState } from 'react';
import { newId } from '../platform/id.ts';
import { useSession } from '../platform/session.ts';
import { readStored, writeStored } from '../platform/storage.ts';
import { type KeptReport, outbox } from './report-outbox.ts';

const emptyDraft = (personId: string): KeptReport => ({
  ...{ id: newId(), personId, schoolId: readStored('report.school') ?? '', zoneId: null },
  ...{ place: '', position: null, kind: 'hazard', words: '', parts: [], madeAt: 0, refused: null },
});

export type Change = (draft: KeptReport) => Partial<KeptReport>;

/** What is being written; kept at each change, because a phone that opens its camera may end the page meanwhile. */
export function useDraft() {
  const { personId } = useSession();
  const [draft, setDraft] = useState<KeptReport | null>(null);
  const isTouched = useRef(false);
  useEffect(() => {
    let isOver = false;
    void outbox.readDraft(personId).then((kept) => {
      if (!isOver) setDraft((now) => now ?? kept ?? emptyDraft(personId));
    });
    return () => {
      isOver = true;
    };
  }, [personId]);
  useEffect(() => {
    if (draft && isTouched.current) void outbox.saveDraft(draft);
  }, [draft]);
  const change = useCallback((by: Change) => {
    isTouched.current = true;
    setDraft((now) => now && { ...now, ...by(now) });
  }, []);
  const startAgain = useCallback(() => {
    isTouched.current = false;
    setDraft(emptyDraft(personId));
  }, [personId]);
  const send = async (schoolId: string) => {
    if (!draft) return 'noRoom' as const;
    writeStored('report.school', schoolId);
    return outbox.keep({ ...draft, schoolId, madeAt: Date.now() });
  };
  return { draft, change, startAgain, send };
}
