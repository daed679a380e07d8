'use strict';
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { fail, runWithProgress } = require('./progress.cjs');

const label = '正在生成网页 / building the web pages';

/** Builds apps/web/dist when it is missing or made from other sources; some 20 ms when nothing changed. */
async function ensureWeb(root, runtime) {
  const web = path.join(root, 'apps', 'web');
  if (!fs.existsSync(path.join(web, 'vite.config.ts'))) return;
  const dist = path.join(web, 'dist');
  const hash = sourcesHash(root);
  if (readStamp(dist) === hash) return;
  // Built beside and swapped in: a running server never serves half a build.
  const fresh = path.join(web, `dist-${process.pid}`, 'dist');
  const { code, output } = await runWithProgress({
    label,
    command: runtime,
    args: [
      path.join(root, 'node_modules/vite/bin/vite.js'),
      'build',
      '--outDir',
      fresh,
      '--emptyOutDir',
    ],
    cwd: web,
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (code === 0) swapIn(fresh, dist, hash);
  fs.rmSync(path.dirname(fresh), { recursive: true, force: true });
  if (code === 0) return;
  process.stderr.write(`\n${output.split('\n').slice(-30).join('\n')}\n`);
  if (!fs.existsSync(dist))
    fail(1, '网页生成失败，原因见上', 'building the web pages failed, see above');
  // An alarm server with yesterday's pages is better than none.
  process.stderr.write(
    '网页生成失败，沿用旧网页 / building failed, going on with the former pages\n',
  );
}

function swapIn(fresh, dist, hash) {
  fs.writeFileSync(path.join(fresh, '.stamp'), hash);
  const old = `${path.dirname(fresh)}/old`;
  if (fs.existsSync(dist)) fs.renameSync(dist, old);
  fs.renameSync(fresh, dist);
}

function readStamp(dist) {
  try {
    return fs.readFileSync(path.join(dist, '.stamp'), 'utf8');
  } catch {
    return null;
  }
}

function sourcesHash(root) {
  const hash = createHash('sha256');
  // The terminal in a browser is made of files of the terminal, its models and its recordings.
  const folders = ['apps/web', 'apps/terminal', 'packages/contracts', 'packages/core'];
  for (const folder of folders) addFolder(hash, root, folder);
  addFile(hash, root, 'package-lock.json');
  return hash.digest('hex');
}

function addFolder(hash, root, folder) {
  const entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const isBuilt = entry.name === 'node_modules' || /^dist(-\d+)?$/.test(entry.name);
    if (isBuilt || entry.name.startsWith('.') || /\.test\.tsx?$/.test(entry.name)) continue;
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) addFolder(hash, root, name);
    else addFile(hash, root, name);
  }
}

function addFile(hash, root, name) {
  hash.update(`${name}\0`).update(fs.readFileSync(path.join(root, name)));
}

module.exports = { ensureWeb };
