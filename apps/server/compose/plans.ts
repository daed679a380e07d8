import { makePlans, type Plans } from '../dispatch/plan-service.ts';
import { makePlaybookRuns } from '../playbook/runs.ts';
import { makePlaybooks } from '../playbook/service.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';

/** Who is called when, and who does what: their editing, and the playbooks of running alarms. */
export function composePlans({ plans, ...ground }: Ground): Plans {
  return makePlans({ ...ground, book: plans });
}

export function composePlaybooks(ground: Ground, chain: Chain): Chain['playbooks'] {
  const { playbooks: book, names, dutyOf } = ground;
  const runs = makePlaybookRuns({
    ...ground,
    book,
    dutyOf,
    personName: names.person,
    onChanged: (runs) => chain.live.playbooks(runs),
  });
  return { runs, editing: makePlaybooks({ ...ground, book }) };
}
