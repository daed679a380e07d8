'use strict';
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { fail, runWithProgress } = require('./progress.cjs');

const label = '正在安装依赖 / installing dependencies';

/** Makes node_modules equal to package-lock.json; some milliseconds when it already is. */
async function ensureDependencies(root) {
  if (isInstalled(root)) return;
  const release = await takeLock(root);
  try {
    if (!isInstalled(root)) await install(root);
  } finally {
    release();
  }
}

function lockHash(root) {
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  return createHash('sha256')
    .update(lock)
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
}

function stampFile(root) {
  return path.join(root, 'node_modules', '.anyuan-installed');
}

function isInstalled(root) {
  const hash = lockHash(root);
  try {
    if (fs.readFileSync(stampFile(root), 'utf8') === hash) return true;
  } catch {
    // No stamp: somebody may have installed by hand.
  }
  if (!isInstalledByHand(root)) return false;
  fs.writeFileSync(stampFile(root), hash);
  return true;
}

/** npm notes what it installed in node_modules/.package-lock.json; a person may have run `npm ci` himself. */
function isInstalledByHand(root) {
  try {
    const wanted = JSON.parse(
      fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'),
    ).packages;
    const hidden = path.join(root, 'node_modules', '.package-lock.json');
    const found = JSON.parse(fs.readFileSync(hidden, 'utf8')).packages;
    return Object.entries(wanted).every(([name, entry]) => {
      if (!name.includes('node_modules/')) return true;
      const other = found[name];
      if (other === undefined) return entry.optional === true && !isMadeForUs(entry);
      const isSame = other.version === entry.version && other.integrity === entry.integrity;
      return isSame && fs.existsSync(path.join(root, name));
    });
  } catch {
    return false;
  }
}

/** Optional packages name the machines they are for; those without a name are parts of others' (wasm). */
function isMadeForUs(entry) {
  const fits = (list, value) => list === undefined || list.includes(value);
  const isNamed = entry.os !== undefined || entry.cpu !== undefined;
  const isOurs = fits(entry.os, process.platform) && fits(entry.cpu, process.arch);
  return isNamed && isOurs && fits(entry.libc, 'glibc');
}

const quiet = [
  '--ignore-scripts',
  '--include=dev',
  '--include=optional',
  '--no-audit',
  '--no-fund',
];

async function install(root) {
  let { code, output } = await npm(root, ['ci', ...quiet]);
  if (code !== 0 && /from lock file/.test(output)) {
    // Some registries lack the packages of other systems, and then a lock file cannot name them; `npm ci` insists,
    // `npm install` takes the locked versions all the same. --no-save: the lock file stays as it is.
    ({ code, output } = await npm(root, ['install', '--no-save', ...quiet]));
  }
  if (code === 0) {
    fs.writeFileSync(stampFile(root), lockHash(root));
    return;
  }
  process.stderr.write(`\n${output.split('\n').slice(-15).join('\n')}\n`);
  const [zh, en] = adviceFor(output);
  fail(1, `安装依赖失败：${zh}`, `installing dependencies failed: ${en}`);
}

function npm(root, words) {
  const [command, ...first] = npmCommand();
  return runWithProgress({
    label,
    command,
    args: [...first, ...words],
    cwd: root,
    env: process.env,
  });
}

/** Under `npm start` the same npm, otherwise the one on the path. */
function npmCommand() {
  const running = process.env.npm_execpath;
  const isNpm = running !== undefined && /npm-cli\.js$/.test(running) && fs.existsSync(running);
  return isNpm ? [process.execPath, running] : ['npm'];
}

function adviceFor(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|network/i.test(output)) {
    return [
      '无法连接 npm 软件源。请检查网络或代理（npm config set proxy …），或在联网的机器上执行 npm ci 后连同 node_modules 一起复制过来',
      'the npm registry cannot be reached. Check network or proxy (npm config set proxy …), or run npm ci on a connected machine and copy the folder with node_modules',
    ];
  }
  if (/ENOSPC/.test(output)) {
    return ['磁盘已满，需要约 1.5 GB 空间', 'the disk is full; about 1.5 GB is needed'];
  }
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return ['没有写入程序目录的权限', 'this folder cannot be written to'];
  }
  if (/npm(.*)ENOENT|not found/i.test(output)) {
    return ['找不到 npm，请安装 npm', 'npm is missing; install npm'];
  }
  return [
    '原因见上；修正后重新执行同一命令',
    'see above; correct it and run the same command again',
  ];
}

/** `start` and `terminal` begun together must not install into one folder at once. */
async function takeLock(root) {
  const file = path.join(root, '.cache', 'installing');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      const release = () => fs.rmSync(file, { force: true });
      process.on('exit', release);
      for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => process.exit(130));
      return () => {
        release();
        process.removeAllListeners('SIGINT');
        process.removeAllListeners('SIGTERM');
      };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isAlive(file)) fs.rmSync(file, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function isAlive(file) {
  try {
    process.kill(Number(fs.readFileSync(file, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

module.exports = { ensureDependencies };
