import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { parseCsv } from '../bench/evaluate/csv.ts';

const corpus = join(import.meta.dirname, '../../shared/corpus/manifest.csv');
const folds = parseCsv(readFileSync(join(import.meta.dirname, 'folds.csv'), 'utf8'), [
  'path',
  'fold',
]);

/** A perturbed copy is called after its original: wes_human-die-1_0 after wes_human-die-1. */
const originalOf = (path: string) => basename(path, '.opus').replace(/_\d+$/, '');

test('a recording and its copies stand in one fold, or measure nothing', () => {
  const copies = folds.filter(({ path = '' }) => path.startsWith('vocal_aug/'));
  assert.ok(copies.length > 100);
  const foldsOf = new Map<string, Set<string>>();
  for (const { path = '', fold = '' } of folds) {
    const original = originalOf(path);
    foldsOf.set(original, (foldsOf.get(original) ?? new Set()).add(fold));
  }
  for (const { path = '' } of copies) {
    const found = foldsOf.get(originalOf(path));
    assert.equal(found?.size, 1, `${path}: ${[...(found ?? [])]}`);
  }
});

test('the voices of one game stand in one fold, or measure nothing', (t) => {
  if (!existsSync(corpus)) return t.skip('no corpus beside the repository (../shared/corpus)');
  const columns = ['path', 'speaker', 'source_repo'];
  const rows = new Map(
    parseCsv(readFileSync(corpus, 'utf8'), columns).map((row) => [row.path ?? '', row]),
  );
  const foldsOf = new Map<string, Set<string>>();
  for (const { path = '', fold = '' } of folds) {
    const row = rows.get(path);
    const game = /^Debian (\S+)/.exec(row?.source_repo ?? '')?.[1];
    if (game === undefined || row?.speaker) continue;
    foldsOf.set(game, (foldsOf.get(game) ?? new Set()).add(fold));
  }
  assert.ok(foldsOf.size >= 4, `${foldsOf.size} games`);
  for (const [game, found] of foldsOf) assert.equal(found.size, 1, `${game}: ${[...found]}`);
});
