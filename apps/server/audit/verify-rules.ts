import { type KeepDays, keptKinds } from '@anyuan/contracts/retention.ts';
import type { RuleFault } from '@anyuan/contracts/routes/audit-lines.ts';
import { goneBefore, type RuleVersion } from '@anyuan/core/retention/in-force.ts';
import type { Db, Tx } from '../platform/db.ts';
import { wasAudited } from './seal-store.ts';

/** A version of the rule of retention as it stands in its table; 0 are the start settings. */
export interface KeptRule extends RuleVersion {
  version: number;
  reason: string | null;
}

export interface RuleCheck {
  /** Versions that the audit bears out, oldest first: by these alone something may be gone. */
  proven: KeptRule[];
  findings: { version: number; fault: RuleFault }[];
}

interface Said {
  at: number;
  version: number;
  after: Partial<KeepDays>;
  reason: string | null;
}

/**
 * Compares the rule of retention with what the audit says of it, in one snapshot. The rule excuses what is missing
 * from the record: who removes something and writes a shorter rule beside it must not be believed.
 */
export async function verifyRules(options: {
  db: Db;
  now: number;
  /** Every version, oldest first, the start settings among them. */
  rules(tx: Tx): Promise<readonly KeptRule[]>;
}): Promise<RuleCheck> {
  return options.db.query
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const [rules, said] = [await options.rules(tx), await findSaid(tx)];
      const lines = new Map(said.map((line) => [line.version, line]));
      const unsaid = rules.filter((r) => r.version > 0 && !lines.has(r.version));
      const sealed = new Set<KeptRule>();
      for (const rule of unsaid) if (await wasAudited(tx, rule.at)) sealed.add(rule);
      return compareRules({ rules, lines, sealed }, options.now);
    });
}

async function findSaid(tx: Tx): Promise<Said[]> {
  const rows = await tx
    .selectFrom('audit')
    .select(['at', 'detail'])
    .where('action', '=', 'retention.changed')
    .orderBy('id')
    .execute();
  return rows.map(({ at, detail }) => ({ ...(detail as Omit<Said, 'at'>), at }));
}

function compareRules(
  of: {
    rules: readonly KeptRule[];
    lines: ReadonlyMap<number, Said>;
    /** Without a line, but of a time when somebody did something, as a seal says. */
    sealed: ReadonlySet<KeptRule>;
  },
  now: number,
): RuleCheck {
  const { rules, lines, sealed } = of;
  const start = rules.find((r) => r.version === 0)?.days;
  const isProven = (r: KeptRule) => r.version === 0 || agrees(r, lines.get(r.version), start);
  // A line of the audit that is too old to be there may be gone; how old that is say the proven versions.
  const auditsGone = goneBefore(rules.filter(isProven), 'audit', now);
  const proven: KeptRule[] = [];
  const findings: RuleCheck['findings'] = [];
  for (const rule of rules) {
    const isInOrder = rule.at >= (proven.at(-1)?.at ?? 0);
    const isGone = sealed.has(rule) && rule.at <= auditsGone && isInOrder;
    if (isProven(rule) || isGone) proven.push(rule);
    else {
      const fault = lines.has(rule.version) ? 'ruleChanged' : 'ruleUnsaid';
      findings.push({ version: rule.version, fault });
    }
  }
  const kept = new Set(rules.map((r) => r.version));
  for (const version of lines.keys()) {
    if (!kept.has(version)) findings.push({ version, fault: 'ruleGone' });
  }
  return { proven, findings };
}

/** Of a kind that came with a later release, line and version say nothing: the start setting holds for both. */
function agrees(rule: KeptRule, line: Said | undefined, start: KeepDays | undefined): boolean {
  if (!line || line.at !== rule.at || line.reason !== rule.reason) return false;
  return keptKinds.every((kind) => (line.after[kind] ?? start?.[kind]) === rule.days[kind]);
}
