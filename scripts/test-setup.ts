import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findFiles, root } from './files.ts';
import type { Step } from './steps.ts';

/** What the browser tests need from the system; everything else comes with npm. */
const systemPackages = [
  { name: 'chromium', isThere: () => onPath('chromium') || onPath('google-chrome') },
  { name: 'fonts-noto-cjk', isThere: hasChineseFont },
];

/** Makes a fresh Debian able to run every test. Ends the process with advice when it may not. */
export function setUpSystem(): void {
  const missing = systemPackages.filter((item) => !item.isThere()).map((item) => item.name);
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !onPath('apt-get')) {
    console.error(`浏览器测试缺少 ${missing.join('、')}，请先执行：sudo ${command}`);
    console.error(`the browser tests need ${missing.join(', ')}; run first: sudo ${command}`);
    process.exit(1);
  }
  console.log(`正在安装 / installing ${missing.join(' ')} …`);
  if (install(missing) || (runApt(['update']) && install(missing))) return;
  console.error(`安装失败，请手动执行后重试 / that failed; run it yourself and retry: ${command}`);
  process.exit(1);
}

function install(packages: readonly string[]): boolean {
  return runApt(['install', '-y', '--no-install-recommends', ...packages]);
}

/** Quiet unless it fails twice; the caller tries once without a fresh package list, which is often enough. */
function runApt(args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const flags = ['-qq', '-o', 'Dpkg::Use-Pty=0'];
  return spawnSync('apt-get', [...flags, ...args], { env, stdio: 'inherit' }).status === 0;
}

function onPath(program: string): boolean {
  const folders = (process.env.PATH ?? '/usr/bin:/bin').split(':');
  return folders.some((folder) => existsSync(join(folder, program)));
}

function hasChineseFont(): boolean {
  const listed = spawnSync('fc-list', [':lang=zh-cn', 'family'], { encoding: 'utf8' });
  if (listed.status === 0) return listed.stdout.trim() !== '';
  return existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc');
}

/** Every test that is not part of the check. */
export function fullTests(pure: readonly string[]): string[] {
  const folders = ['packages', 'apps', 'db', 'scenarios', 'bench', 'training'];
  const known = new Set(pure);
  return findFiles(folders, /\.test\.tsx?$/).filter((path) => !known.has(path));
}

/** Makes the web pages that the tests look at. */
export function webBuild(): Step {
  const args = [join(root, 'bin/anyuan'), 'build'];
  return { name: 'web build 网页', command: process.execPath, args };
}
