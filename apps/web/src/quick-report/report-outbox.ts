import type { ReportPosition } from '@anyuan/contracts/quick-report.ts';
import type { QuickReportKind, ReportPartKind } from '@anyuan/contracts/quick-report-lists.ts';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { ApiError, call, callWithFile, isPassing } from '../platform/api.ts';
import { backoffMs } from '../platform/backoff.ts';
import type { Locale } from '../platform/locale.ts';
import { sessionStore } from '../platform/session.ts';
import { makeStore } from '../platform/store.ts';
import { setWaiting } from './waiting.ts';

export interface KeptPart {
  id: string;
  kind: ReportPartKind;
  /** Bytes, not a Blob: Safari loses Blobs of a database when it is short of room. */
  bytes: ArrayBuffer;
  type: string;
}

/** A report on its way. Its id is made here, once: however often it is sent, there is one. */
export interface KeptReport {
  id: string;
  /** Whose it is: nobody else who signs in on this phone sends it. */
  personId: string;
  schoolId: string;
  zoneId: string | null;
  place: string;
  position: ReportPosition | null;
  kind: QuickReportKind;
  words: string;
  parts: KeptPart[];
  /** By this phone's clock. */
  madeAt: number;
  /** What the server would not have, in its words; then it waits for the person. */
  refused: Record<Locale, string> | null;
}

interface Schema extends DBSchema {
  reports: { key: string; value: KeptReport };
  drafts: { key: string; value: KeptReport };
}

/** More would fill a cheap phone: first the network, then more reports. */
export const keptMax = 20;
const longestWaitMs = 30_000;
/** A photo over a slow line. */
const partTimeoutMs = 120_000;

export type Keeping = 'kept' | 'full' | 'noRoom';

/** Keeps reports with photos and voice until the server has every part; sends one after the other, oldest first. */
export function makeReportOutbox() {
  const keptStore = makeStore<readonly KeptReport[]>([]);
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let working = false;
  let listening = false;
  const base = () => {
    opened ??= openDB<Schema>('anyuan-reports', 1, {
      upgrade(db) {
        db.createObjectStore('reports', { keyPath: 'id' });
        db.createObjectStore('drafts');
      },
    });
    return opened;
  };
  const me = () => {
    const session = sessionStore.get();
    return session.at === 'signedIn' ? session.view.personId : null;
  };

  const refresh = async (): Promise<void> => {
    const all = await (await base()).getAll('reports');
    keptStore.set(all.sort((a, b) => a.madeAt - b.madeAt));
    const people = Map.groupBy(all, (r) => r.personId);
    setWaiting(
      [...people].map(([personId, own]) => ({
        ...{ personId, count: own.length },
        refused: own.some((r) => r.refused !== null),
      })),
    );
  };

  const sendOne = async (report: KeptReport): Promise<void> => {
    const { personId: _who, refused: _refused, parts, ...given } = report;
    const body = {
      ...given,
      parts: parts.map(({ id, kind }) => ({ id, kind })),
      sentAt: Date.now(),
    };
    const { missing } = await call('sendQuickReport', { body });
    for (const part of parts.filter((p) => missing.includes(p.id))) {
      const params = { quickReportId: report.id, partId: part.id };
      const file = new Blob([part.bytes]);
      await callWithFile('sendReportPart', { params, file, timeoutMs: partTimeoutMs });
    }
    await (await base()).delete('reports', report.id);
  };

  /** True when it is worth going on with the next. */
  const trySend = async (report: KeptReport): Promise<boolean> => {
    try {
      await sendOne(report);
      tries = 0;
      return true;
    } catch (thrown) {
      const passes = isPassing(thrown) || (thrown instanceof ApiError && thrown.status === 401);
      if (passes || !(thrown instanceof ApiError)) return false;
      await (await base()).put('reports', { ...report, refused: thrown.advice });
      return true;
    }
  };

  const pump = async (): Promise<void> => {
    clearTimeout(retry);
    if (working) return;
    working = true;
    let isStuck = false;
    try {
      await refresh();
      for (;;) {
        const next = keptStore.get().find((r) => r.personId === me() && r.refused === null);
        if (!next || isStuck) break;
        isStuck = !(await trySend(next));
        await refresh();
      }
    } catch {
      isStuck = true;
    } finally {
      working = false;
    }
    if (!isStuck) return;
    tries += 1;
    retry = setTimeout(() => void pump(), Math.min(longestWaitMs, backoffMs(tries)));
  };

  const resume = (): void => {
    if (!listening) {
      listening = true;
      addEventListener('online', () => {
        tries = 0;
        void pump();
      });
      // Also after signing in again.
      sessionStore.subscribe(() => void pump());
    }
    void pump();
  };

  return {
    keptStore,
    resume,
    /** Safe on this phone from here on, sent when there is a network. */
    async keep(report: KeptReport): Promise<Keeping> {
      try {
        const db = await base();
        if ((await db.count('reports')) >= keptMax) return 'full';
        await db.put('reports', report);
        await db.delete('drafts', report.personId);
      } catch {
        return 'noRoom';
      }
      await refresh();
      resume();
      return 'kept';
    },
    async forget(id: string): Promise<void> {
      await (await base()).delete('reports', id);
      await refresh();
    },
    /** What is being written: a phone that opens its camera may end the page meanwhile. */
    async saveDraft(draft: KeptReport): Promise<void> {
      await (await base()).put('drafts', draft, draft.personId).catch(() => undefined);
    },
    async readDraft(personId: string): Promise<KeptReport | null> {
      return (await (await base()).get('drafts', personId).catch(() => undefined)) ?? null;
    },
    async dropDraft(personId: string): Promise<void> {
      await (await base()).delete('drafts', personId).catch(() => undefined);
    },
  };
}

export const outbox = makeReportOutbox();
