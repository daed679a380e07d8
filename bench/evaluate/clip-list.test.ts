import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseRows, readFolds, readManifest } from './clip-list.ts';
import { meaningOf } from './labels.ts';

const manifest = `path,set,label,use
a.opus,s,scream,train
b.opus,s,cry_adult,eval
c.opus,s,help,train
d.opus,s,rain,eval
e.opus,s,gasp,train
f.opus,s,laugh,train
`;
const rows = readManifest(manifest, readFolds('path,fold\na.opus,2\n'));
const everything = { rows: 'all', labels: null, every: 1, limit: null } as const;
const paths = (choice: Parameters<typeof chooseRows>[1]) =>
  chooseRows(rows, choice)
    .map(({ path }) => path[0])
    .join('');

test('labels mean what the scoreboard counts', () => {
  assert.deepEqual(
    ['cry_baby', 'shout_pain', 'help', 'bang_synthetic', 'neg:scream', 'dog'].map(meaningOf),
    ['cry', 'shout', 'phrase', 'neither', 'negative', 'negative'],
  );
});

test('rows are chosen by use and label, thinned evenly, and what is neither is left out', () => {
  assert.equal(paths(everything), 'abcdf');
  assert.equal(paths({ ...everything, rows: 'eval' }), 'bd');
  assert.equal(paths({ ...everything, labels: ['scream'] }), 'adf');
  assert.equal(paths({ ...everything, labels: ['phrase', 'cry_adult'] }), 'bcdf');
  assert.equal(paths({ ...everything, labels: ['scream', 'rain'] }), 'ad');
  assert.equal(paths({ ...everything, every: 2 }), 'abcd');
  assert.equal(paths({ ...everything, limit: 2 }), 'ac');
});

test('clips that trained the model know their fold; a manifest needs path and label only', () => {
  assert.deepEqual(
    rows.map(({ fold }) => fold),
    [2, null, null, null, null, null],
  );
  const other = readManifest('path,label,split\na.opus,scream,test\n', new Map([['a.opus', 1]]));
  assert.equal(other[0]?.fold, null);
  assert.equal(readManifest('path,label\nx.wav,scream\n', new Map())[0]?.set, '');
  assert.throws(() => readManifest('file,label\nx.wav,scream\n', new Map()), /path/);
  assert.throws(() => readFolds('path,fold\na,x\n'), /fold of a/);
});
