import { join } from 'node:path';
import type { RuleFault, SealFault } from '@anyuan/contracts/routes/audit-lines.ts';
import { expiredBefore, type Finding, type Verification, verifyRecord } from '../audit/verify.ts';
import { type RuleCheck, verifyRules } from '../audit/verify-rules.ts';
import { type Connection, openDb } from '../platform/db.ts';
import { findRunningPostgres } from '../platform/postgres-launcher.ts';
import { serverSettingsOrExit } from '../platform/settings.ts';
import { findVersions } from '../retention/rule-store.ts';
import { checkPackageFile } from './verify-package.ts';

const usage = `用法 / usage: bin/anyuan verify [--hash HASH] [--json]
              bin/anyuan verify FILE.zip [--key FINGERPRINT] [--json]
核对记录：重新计算每一段记录的摘要和整条链（--data、--database-url 与 start 相同）
--hash  曾经抄下的封存值（日志、每日会商、证据包），看它是否仍在链上
Checks the record: computes the digest of every stretch and the whole chain anew. --hash: a seal
noted down before (log, daily digest, evidence package); is it still in the chain?
FILE.zip  核对证据包；--key 是后台“审计”页上的指纹
an evidence package; --key: the fingerprint on the page Audit
0 = 一致 / agrees   1 = 不一致 / does not   2 = 无法核对 / could not be checked`;

const words: Record<SealFault, string> = {
  rowsMissing: '有记录被删除 / records are missing',
  rowsAdded: '有记录被补入 / records were added',
  rowsChanged: '有记录被改动 / records were changed',
  hashWrong: '封存本身被改动 / the seal was altered',
  chainBroken: '封存链断开 / the chain is broken here',
};

const ruleWords: Record<RuleFault, string> = {
  ruleUnsaid: '没有人这样改过 / was saved by nobody',
  ruleChanged: '与审计不符 / differs from the audit',
  ruleGone: '被删除 / was removed',
};

function fail(text: string): never {
  console.error(text);
  process.exit(2);
}

function keyOf(argv: readonly string[]): string | null {
  const at = argv.indexOf('--key');
  return at < 0 ? null : (argv[at + 1] ?? fail(usage));
}

async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  if (argv.includes('--help')) return console.log(usage);
  const json = argv.includes('--json');
  const file = argv.find((word) => word.toLowerCase().endsWith('.zip'));
  if (file !== undefined) {
    process.exitCode = checkPackageFile({ file, expected: keyOf(argv), json });
    return;
  }
  const at = argv.indexOf('--hash');
  const wanted = at < 0 ? null : (argv[at + 1] ?? fail(usage));
  const rest = argv.filter((w, i) => w !== '--json' && (at < 0 || (i !== at && i !== at + 1)));
  const settings = serverSettingsOrExit({ argv: rest, env: process.env, cwd: process.cwd() });
  const embedded = findRunningPostgres(join(settings.data, 'database'));
  const connection: Connection | null =
    settings.databaseUrl === null ? embedded : { url: settings.databaseUrl };
  if (!connection) {
    return fail(
      `数据目录 ${settings.data} 的数据库没有运行，请先 bin/anyuan start（或用 --data 指明目录）\n` +
        `the database of ${settings.data} is not running: bin/anyuan start first`,
    );
  }
  const db = openDb(connection, { max: 1 });
  try {
    let isKnown = wanted === null;
    const now = Date.now();
    const rules = await verifyRules({ db, now, rules: (tx) => findVersions(tx, settings) });
    const result = await verifyRecord({
      db,
      expiredBefore: expiredBefore(rules.proven, now),
      onProgress: (seal) => {
        if (seal.hash === wanted) isKnown = true;
        if (process.stderr.isTTY) process.stderr.write(`\r${seal.number} ${clock(seal.toAt)} `);
      },
    });
    const all = { ...result, rules: rules.findings, isKnown };
    console.log(json ? JSON.stringify(all, null, 2) : describe(all));
    process.exitCode = isGood(all) ? 0 : 1;
  } finally {
    await db.close();
  }
}

type All = Verification & { rules: RuleCheck['findings']; isKnown: boolean };

const isGood = ({ findings, rules, isKnown }: All) =>
  findings.length === 0 && rules.length === 0 && isKnown;

function describe(v: All): string {
  if (v.sealedUntil === null && v.rules.length === 0) {
    return '还没有封存：运行约 15 分钟后才有第一段\nnothing is sealed yet: the first stretch is, after some 15 minutes';
  }
  return [
    `封存 ${v.seals} 段，事实 ${v.facts} 条，审计 ${v.audits} 条，封至 ${v.sealedUntil === null ? '—' : clock(v.sealedUntil)} / ${v.seals} seals, ${v.facts} facts, ${v.audits} audit lines`,
    ...(v.expired > 0
      ? [`其中 ${v.expired} 段已按保存期限清理 / ${v.expired} past retention`]
      : []),
    ...(v.hash === null ? [] : [`最新封存值 / latest seal: ${v.hash}`]),
    ...v.findings.map(line),
    ...v.rules.map(
      ({ version, fault }) =>
        `  保存期限第 ${version} 版${ruleWords[fault].replace(' / ', ` / version ${version} of the retention rule `)}`,
    ),
    ...(v.isKnown ? [] : ['给出的封存值不在链上 / the given seal is not in the chain']),
    isGood(v) ? '一致 / agrees' : '不一致 / DOES NOT AGREE',
  ].join('\n');
}

function line({ seal, fault }: Finding): string {
  return `  #${seal.number} ${clock(seal.fromAt)} – ${clock(seal.toAt)}: ${words[fault]}`;
}

function clock(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').slice(0, 16).concat('Z');
}

main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
