import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wallPanels } from '@anyuan/contracts/figure-lists.ts';
import fc from 'fast-check';
import { percent, stateOf } from './attention.ts';
import {
  hiddenOf,
  lineOf,
  movePanel,
  pagesOf,
  perPage,
  stepPanel,
  usualLayout,
  withoutPanel,
} from './layout.ts';

const shown = fc.shuffledSubarray([...wallPanels]);

test('moving loses no panel and doubles none, wherever it is dropped', () => {
  fc.assert(
    fc.property(
      shown,
      fc.constantFrom(...wallPanels),
      fc.constantFrom(...wallPanels),
      (all, a, b) => {
        const moved = movePanel(all, a, b);
        assert.deepEqual([...moved].sort(), [...all].sort());
        if (all.includes(a) && all.includes(b)) assert.equal(moved.indexOf(a), all.indexOf(b));
        for (const by of [-1, 1] as const) assert.equal(stepPanel(all, a, by).length, all.length);
      },
    ),
  );
});

test('shown and hidden are everything; pages hold six', () => {
  fc.assert(
    fc.property(shown, (all) => {
      assert.equal(all.length + hiddenOf(all).length, wallPanels.length);
      const pages = pagesOf(all);
      assert.deepEqual(pages.flat(), all);
      assert.ok(pages.length > 0 && pages.every((page) => page.length <= perPage));
    }),
  );
  assert.ok(!withoutPanel(['duty', 'minute'], 'duty').includes('duty'));
});

test('each line begins with its own six; a school is ranked with nobody', () => {
  const six = (kind: Parameters<typeof lineOf>[0]) =>
    usualLayout(lineOf(kind)).shown.slice(0, perPage);
  assert.ok(six('policeStation').includes('incidents'));
  assert.ok(six('educationBureau').includes('drills'));
  assert.ok(!usualLayout('school').shown.includes('ranking'));
  for (const line of ['police', 'education', 'school'] as const) {
    const { shown: all } = usualLayout(line);
    assert.equal(new Set(all).size, all.length);
    assert.equal(all[0], 'minute');
  }
});

test('a percentage never says more than the figures: 999 of 1000 is not 100 %', () => {
  assert.equal(percent(null), '—');
  assert.equal(percent(1), '100%');
  assert.equal(percent(0.9999), '99.9%');
  assert.equal(percent(0.29), '29%');
  assert.equal(percent(2 / 3), '66.6%');
  assert.equal(percent(0), '0%');
});

test('a school without terminals is unknown, not calm', () => {
  const school = { terminals: 0, online: 0, gaps: 0 } as Parameters<typeof stateOf>[0];
  assert.equal(stateOf(school, 0), 'unknown');
  assert.equal(stateOf({ ...school, terminals: 2, online: 2 }, 0), 'calm');
  assert.equal(stateOf({ ...school, terminals: 2, online: 1 }, 0), 'attention');
  assert.equal(stateOf({ ...school, terminals: 2, online: 1 }, 1), 'alarm');
});
