import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** What each entry of the built pages pulls in. A phone on a slow network pays for every byte. */
const dist = fileURLToPath(new URL('../apps/web/dist/', import.meta.url));
const fileName = /[\w.-]+\.(?:js|css|wasm|onnx)/g;

/** Names of all files that an entry can come to load, at once or later. */
function filesOf(page: string): Set<string> {
  const found = new Set<string>();
  const waiting = [page];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const text = readFileSync(dist + path, 'utf8');
    for (const [name] of text.matchAll(fileName)) {
      if (found.has(name) || !existsSync(`${dist}assets/${name}`)) continue;
      found.add(name);
      if (name.endsWith('.js')) waiting.push(`assets/${name}`);
    }
  }
  return found;
}

const heavy = /terminal-worker|ort-wasm|\.onnx$/;

test('the detector stays in the terminal: no other page can come to load it', () => {
  for (const page of ['index.html', 'm.html', 'wall.html']) {
    assert.deepEqual(
      [...filesOf(page)].filter((name) => heavy.test(name)),
      [],
      page,
    );
  }
  const own = [...filesOf('terminal.html')];
  for (const part of [
    /terminal-worker/,
    /ort-wasm.*\.wasm$/,
    /^sound-.*\.onnx$/,
    /^words-.*\.onnx$/,
  ]) {
    assert.ok(
      own.some((name) => part.test(name)),
      String(part),
    );
  }
});
