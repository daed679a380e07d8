import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ServerSettings } from '@anyuan/contracts/settings.ts';
import { failureOf } from '../backup/job.ts';
import { readKey } from '../backup/key.ts';
import { restoreBackup } from '../backup/restore.ts';
import type { Connection } from '../platform/db.ts';
import { makeLog } from '../platform/log.ts';
import { type RunningPostgres, startPostgres } from '../platform/postgres-launcher.ts';
import { serverSettingsOrExit } from '../platform/settings.ts';
import { migrations } from './backup-work.ts';

const usage = `用法 / usage: bin/anyuan restore --from FILE --data DIR --backup-key-file KEY
把一份备份恢复到空的数据目录；已有内容的目录不会被改动。之后用 bin/anyuan start --data DIR 启动
Restores a backup into an empty data folder; one that holds anything is left as it is.
0 = 完成 / done   2 = 没有完成 / failed`;

async function restore(file: string, settings: ServerSettings): Promise<void> {
  const { data, databaseUrl } = settings;
  const wasEmpty = !existsSync(data) || readdirSync(data).length === 0;
  let running: RunningPostgres | null = null;
  const openDatabase = async (): Promise<Connection> => {
    if (databaseUrl !== null) return { url: databaseUrl };
    running = await startPostgres({
      dataDir: join(data, 'database'),
      log: makeLog({ level: 'silent' }),
    });
    return running.connection;
  };
  const stop = () => (running as RunningPostgres | null)?.stop();
  try {
    const key = await readKey(settings.backupKeyFile ?? join(data, 'backup.key'));
    const { manifest } = await restoreBackup({
      ...{ file, key, dataDir: data, migrations, openDatabase, onProgress: () => {} },
    });
    await stop();
    const rows = manifest.tables.reduce((sum, t) => sum + t.rows, 0);
    console.log(
      `已恢复到 / restored into ${data}\n` +
        `  数据时间 / data of ${new Date(manifest.madeAt).toISOString()}，${rows} 行 / rows，${manifest.files.length} 个文件 / files\n` +
        `  启动 / start: bin/anyuan start --data ${data}`,
    );
  } catch (error) {
    await stop();
    // What was begun here goes again, so that the next try finds an empty folder.
    const dir = (running as RunningPostgres | null)?.dir;
    if (wasEmpty && dir !== undefined) await rm(dir, { recursive: true, force: true });
    if (wasEmpty) await clear(data);
    throw error;
  }
}

async function clear(dir: string): Promise<void> {
  if (!existsSync(dir)) return;
  for (const name of readdirSync(dir)) await rm(join(dir, name), { recursive: true, force: true });
}

async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  if (argv.includes('--help')) return console.log(usage);
  const at = argv.indexOf('--from');
  const file = at < 0 ? undefined : argv[at + 1];
  if (file === undefined) {
    console.error(usage);
    process.exit(2);
  }
  argv.splice(at, 2);
  const settings = serverSettingsOrExit({ argv, env: process.env, cwd: process.cwd() });
  await restore(resolve(file), settings);
}

main().catch((error: unknown) => {
  const { zh, en } = failureOf(error);
  console.error(`${zh}\n${en}`);
  process.exit(2);
});
