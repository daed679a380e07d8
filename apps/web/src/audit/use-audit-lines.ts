import type { AuditAction } from '@anyuan/contracts/audit.ts';
import type { AuditLine } from '@anyuan/contracts/routes/audit-lines.ts';
import { useDeferredValue, useState } from 'react';
import { call } from '../platform/api.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';

export interface AuditQuery {
  action: AuditAction | undefined;
  text: string;
}

/** Leaves out what is not asked for: an empty text matches everything. */
export function queryOf({ action, text }: AuditQuery): { action?: AuditAction; text?: string } {
  const wanted = text.trim();
  return { ...(action && { action }), ...(wanted !== '' && { text: wanted }) };
}

/** Lines that match, newest first; older ones are added on demand. */
export function useAuditLines(query: AuditQuery) {
  const asked = useDeferredValue(query);
  const key = JSON.stringify(queryOf(asked));
  const [older, setOlder] = useState<{ key: string; lines: AuditLine[]; more: boolean } | null>(
    null,
  );
  const first = useLoaded(key, (signal) =>
    call('listAuditLines', { query: queryOf(asked), signal }),
  );
  const reading = useDoing();
  const added = older?.key === key ? older : null;
  const lines = [...(first.value?.lines ?? []), ...(added?.lines ?? [])];
  const readMore = () =>
    void reading.run(async () => {
      const before = lines.at(-1)?.id;
      const next = await call('listAuditLines', {
        query: { ...queryOf(asked), ...(before !== undefined && { before }) },
      });
      setOlder({ key, lines: [...(added?.lines ?? []), ...next.lines], more: next.more });
    });
  return {
    lines,
    more: (added ?? first.value)?.more ?? false,
    loading: first.loading || reading.busy,
    advice: first.advice ?? reading.advice,
    reload: first.reload,
    readMore,
  };
}
