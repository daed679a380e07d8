import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serverSettingsOrExit } from '../platform/settings.ts';
import { makeFirstKey, rotateKey } from '../recordings/clip-keys.ts';

const usage = `用法 / usage: bin/anyuan clipkey rotate
为录音、随手报、本校语音和证据包签名各生成新的密钥；已存的文件在下次启动或每日整理时改用新密钥，之后旧密钥自动删除。
以前的证据包仍可核对，旧指纹列在“审计”里。
Makes new keys for recordings, quick reports, voices and the signature of evidence packages; what is stored is
sealed anew at the next start or daily sweep, then the old keys go. Packages of before still verify; the
fingerprints of former keys stand under Audit. (--data, --clip-key-file as for start)`;

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
  const evidence = join(settings.data, 'evidence.key');
  // Lost, a new one is asked for by this command and no other way: what it sealed is renewed, not opened.
  if (!existsSync(evidence) && existsSync(settings.data)) makeFirstKey(evidence, Date.now());
  const made = [recordings, ...others.filter((path) => existsSync(path)), evidence].map(rotate);
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
