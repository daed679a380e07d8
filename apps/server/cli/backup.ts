import { join } from 'node:path';
import type { BackupProgress, BackupResult } from '@anyuan/contracts/backup.ts';
import type { ServerSettings } from '@anyuan/contracts/settings.ts';
import { v7 } from 'uuid';
import { expiredBefore } from '../audit/verify.ts';
import { failureOf } from '../backup/job.ts';
import * as store from '../backup/store.ts';
import { type Connection, openDb } from '../platform/db.ts';
import { makeLog } from '../platform/log.ts';
import { findRunningPostgres, startPostgres } from '../platform/postgres-launcher.ts';
import { serverSettingsOrExit } from '../platform/settings.ts';
import { findVersions } from '../retention/rule-store.ts';
import { doJob } from './backup-work.ts';

const usage = `用法 / usage: bin/anyuan backup [--to DIR] [--rehearse]
立即备份（服务器可以照常运行）；--rehearse 把最近一份备份恢复到旁边的临时数据库核对后丢弃
--data、--backup-dir、--backup-keep、--backup-key-file、--database-url 与 start 相同
Backs up now, also while the server runs. --rehearse: restores the newest backup into a database
beside, checks it, throws it away. With --to DIR nothing older in DIR is deleted.
0 = 完成 / done   1 = 演练发现不一致 / the rehearsal found faults   2 = 没有完成 / failed`;

function takeFlag(argv: string[], name: string): boolean {
  const at = argv.indexOf(name);
  if (at >= 0) argv.splice(at, 1);
  return at >= 0;
}

function takeValue(argv: string[], name: string): string | null {
  const at = argv.indexOf(name);
  if (at < 0) return null;
  const [, value] = argv.splice(at, 2);
  if (value !== undefined) return value;
  console.error(usage);
  process.exit(2);
}

/** The database as it runs; one that stands still is started for the time of the backup. */
async function openDatabase(settings: ServerSettings) {
  if (settings.databaseUrl !== null) {
    return { connection: { url: settings.databaseUrl } as Connection, close: async () => {} };
  }
  const dataDir = join(settings.data, 'database');
  const running = findRunningPostgres(dataDir);
  if (running !== null) return { connection: running as Connection, close: async () => {} };
  const started = await startPostgres({ dataDir, log: makeLog({ level: 'silent' }) });
  return { connection: started.connection as Connection, close: () => started.stop() };
}

async function run(settings: ServerSettings, what: { to: string | null; isRehearsal: boolean }) {
  const kind = what.isRehearsal ? 'rehearsal' : 'backup';
  const { connection, close } = await openDatabase(settings);
  const db = openDb(connection, { max: 1 });
  const id = v7();
  const startedAt = Date.now();
  try {
    await store.insertRun(db.query, { id, kind, cause: 'command', personId: null, startedAt });
    const result = await doJob(
      {
        ...{ kind, connection, now: startedAt, dataDir: settings.data },
        clipKeyFile: settings.clipKeyFile ?? join(settings.data, 'clips.key'),
        folder: what.to ?? settings.backupDir ?? join(settings.data, 'backups'),
        keyFile: settings.backupKeyFile ?? join(settings.data, 'backup.key'),
        keep: what.to === null ? settings.backupKeep : null,
        expiredBefore: expiredBefore(await findVersions(db.query, settings), startedAt),
      },
      { onProgress: show, onDatabase: () => {} },
    );
    const good = result.findings.length === 0;
    await store.endRun(db.query, id, { at: Date.now(), result, failure: null, good });
    return result;
  } catch (error) {
    const end = { at: Date.now(), result: null, failure: failureOf(error), good: false };
    await store.endRun(db.query, id, end).catch(() => {});
    throw error;
  } finally {
    await db.close();
    await close();
  }
}

function show({ step, done, total }: BackupProgress): void {
  if (process.stderr.isTTY) process.stderr.write(`\r  ${step} ${done}/${total}        `);
}

function describe(r: BackupResult, settings: ServerSettings): string {
  const key = settings.backupKeyFile ?? join(settings.data, 'backup.key');
  return [
    `${r.file}`,
    `  数据时间 / data of ${new Date(r.madeAt).toISOString()}，${r.tables} 张表 / tables，${r.rows} 行 / rows，${r.files} 个文件 / files，${r.clips} 段录音 / clips，${r.seals} 段封存 / seals`,
    `  ${(r.bytes / 1e6).toFixed(1)} MB，用时 / took ${(r.tookMs / 1000).toFixed(1)} s`,
    `  密钥 / key: ${key}（请另存一份，不要和备份放在一起 / keep a copy apart from the backups）`,
    ...r.findings.map((f) => `  ! ${f.fault} ${f.subject} ${f.expected ?? ''} ${f.found ?? ''}`),
  ].join('\n');
}

async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  if (argv.includes('--help')) return console.log(usage);
  const isRehearsal = takeFlag(argv, '--rehearse');
  const to = takeValue(argv, '--to');
  const settings = serverSettingsOrExit({ argv, env: process.env, cwd: process.cwd() });
  const result = await run(settings, { to, isRehearsal });
  console.log(describe(result, settings));
  if (!isRehearsal) return;
  console.log(result.findings.length === 0 ? '可以恢复 / can be restored' : '不一致 / FAULTS');
  process.exitCode = result.findings.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  const { zh, en } = failureOf(error);
  console.error(`${zh}\n${en}`);
  process.exit(2);
});
