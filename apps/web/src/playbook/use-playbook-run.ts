import type { PlaybookRunView } from '@anyuan/contracts/playbook.ts';
import { call } from '../platform/api.ts';
import { playbooksStore } from '../platform/live.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { useStorePart } from '../platform/use-store.ts';

/** The playbook of an alarm, as fresh as the live link, and ticking it off. */
export function usePlaybookRun(alarmId: string) {
  const loaded = useLoaded(`playbook ${alarmId}`, (signal) =>
    call('showPlaybookRun', { params: { alarmId }, signal }),
  );
  const live = useStorePart(playbooksStore, (runs) => runs.get(alarmId) ?? null);
  const read = loaded.value?.run ?? null;
  const run: PlaybookRunView | null = live && live.version >= (read?.version ?? 0) ? live : read;
  const { busy, advice, run: doing } = useDoing();
  const tick = (step: string, item: number | null, done: boolean) =>
    doing(async () => {
      const body = { step, item, done };
      loaded.put(await call('tickPlaybook', { params: { alarmId }, body }));
    });
  return { run, busy, advice: advice ?? loaded.advice, tick };
}
