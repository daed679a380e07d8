import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serverSettingsOrExit } from '../platform/settings.ts';
import { rotateKey } from '../recordings/clip-keys.ts';

const usage = `用法 / usage: bin/anyuan clipkey rotate
为录音、随手报和本校语音各生成新的密钥；已存的文件在下次启动或每日整理时改用新密钥，之后旧密钥自动删除。
Makes new keys for recordings, quick reports and voices; what is stored is sealed anew at the next start or
daily sweep, then the old keys go. (--data, --clip-key-file as for start)`;

function main(): void {
  const [action, ...argv] = process.argv.slice(2);
  if (action === undefined || action === '--help') {
    console.log(usage);
    return;
  }
  if (action !== 'rotate') {
    console.error(usage);
    process.exit(2);
  }
  const settings = serverSettingsOrExit({ argv, env: process.env, cwd: process.cwd() });
  const recordings = settings.clipKeyFile ?? join(settings.data, 'clips.key');
  // The others are there once somebody has sent a quick report or lent a voice.
  const others = ['quick-reports.key', 'voices.key'].map((name) => join(settings.data, name));
  const made = [recordings, ...others.filter((path) => existsSync(path))].map(rotate);
  if (made.includes(false)) process.exit(2);
}

function rotate(path: string): boolean {
  const made = rotateKey(path, Date.now());
  if (made === null) {
    console.error(
      `没有可用的密钥文件 ${path}：请先启动一次服务器，或放回密钥文件\nno usable key file ${path}: start the server once, or put the file back`,
    );
    return false;
  }
  console.log(
    `已生成新密钥 ${made.id}；请另存一份 ${path}\nnew key ${made.id}; keep a copy of ${path}`,
  );
  return true;
}

main();
