import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  assign,
  close,
  faultBegan,
  faultEnded,
  note,
  openByHand,
  type Ticket,
  type TicketDecision,
} from './ticket.ts';

const hourMs = 3_600_000;
const about = {
  ...{ id: 'a', schoolId: 's', terminalId: 't', terminalName: 'T01', place: '一层走廊', words: '' },
  code: 'speaker.dead',
} as const;
const by = (personId: string, now = 0) => ({ personId, now });
const took = (decided: TicketDecision): Ticket => {
  assert.ok(decided.ok);
  return decided.ticket;
};

test('a fault opens one ticket; the same one again joins it, also within a day of its closing', () => {
  const first = faultBegan(null, about, 0);
  assert.deepEqual([first.what, first.ticket.count], ['opened', 1]);
  const again = faultBegan(first.ticket, { ...about, id: 'b' }, hourMs);
  assert.deepEqual([again.what, again.ticket.id, again.ticket.count], ['again', 'a', 2]);
  const { version: basedOn } = again.ticket;
  const done = { result: 'repaired', words: '换了喇叭', basedOn } as const;
  const closed = took(close(again.ticket, done, by('p', hourMs)));
  const back = faultBegan(closed, { ...about, id: 'c' }, 24 * hourMs);
  assert.deepEqual([back.what, back.ticket.id, back.ticket.result], ['reopened', 'a', null]);
  const fresh = faultBegan(closed, { ...about, id: 'd' }, 25 * hourMs);
  assert.deepEqual([fresh.what, fresh.ticket.id, fresh.ticket.count], ['opened', 'd', 1]);
});

test('a fault that is over closes what nobody has taken, and waits for whoever has', () => {
  const { ticket } = faultBegan(null, about, 0);
  const alone = faultEnded(ticket, 5);
  assert.deepEqual([alone?.what, alone?.ticket.result], ['closed', 'bySelf']);
  assert.equal(faultEnded(alone?.ticket ?? null, 6), null);
  const mine = took(assign(ticket, { assigneeId: 'p', basedOn: 1 }, by('p')));
  const waits = faultEnded(mine, 7);
  assert.deepEqual(
    [waits?.what, waits?.ticket.closedAt, waits?.ticket.recoveredAt],
    ['recovered', null, 7],
  );
  assert.equal(faultEnded(waits?.ticket ?? null, 8), null);
  assert.equal(faultEnded(null, 9), null);
});

test('taken, handed on, given back; the second of two at once is told', () => {
  const { ticket } = faultBegan(null, about, 0);
  const named = (t: Ticket, assigneeId: string | null, who: string) => {
    const decided = assign(t, { assigneeId, basedOn: t.version }, by(who));
    return decided.ok ? decided.what : decided.code;
  };
  assert.equal(named(ticket, 'p', 'p'), 'taken');
  assert.equal(named(ticket, 'q', 'p'), 'assigned');
  const mine = took(assign(ticket, { assigneeId: 'p', basedOn: 1 }, by('p')));
  assert.equal(named(mine, null, 'p'), 'givenBack');
  const late = assign(mine, { assigneeId: 'q', basedOn: 1 }, by('q'));
  assert.deepEqual(late, { ok: false, code: 'ticket.stale' });
  assert.equal(note(mine, '已订货', by('q')).ticket.version, mine.version);
});

test('a fault that stands has not gone by itself; what is closed stays closed to people', () => {
  const { ticket } = faultBegan(null, about, 0);
  const bySelf = { result: 'bySelf', words: '…', basedOn: 1 } as const;
  assert.deepEqual(close(ticket, bySelf, by('p')), { ok: false, code: 'ticket.faultStands' });
  const seen = openByHand({ ...about, words: '外壳开裂' }, by('p')).ticket;
  const closed = took(close(seen, bySelf, by('p')));
  assert.deepEqual(close(closed, { ...bySelf, basedOn: closed.version }, by('p')), {
    ok: false,
    code: 'ticket.closed',
  });
});

test('property: whatever comes, a ticket is closed with a result and a time or open without, and its version only grows', () => {
  const step = fc.record({
    what: fc.constantFrom('begin', 'end', 'take', 'giveBack', 'close'),
    waitMs: fc.integer({ min: 0, max: 30 * hourMs }),
    behind: fc.integer({ min: 0, max: 1 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let now = 0;
      let last: Ticket | null = null;
      for (const { what, waitMs, behind } of steps) {
        now += waitMs;
        const before: Ticket | null = last;
        if (what === 'begin') last = faultBegan(last, { ...about, id: `${now}` }, now).ticket;
        else if (what === 'end') last = faultEnded(last, now)?.ticket ?? last;
        else if (last) {
          const basedOn: number = last.version - behind;
          const decided: TicketDecision =
            what === 'close'
              ? close(last, { result: 'repaired', words: '…', basedOn }, by('p', now))
              : assign(last, { assigneeId: what === 'take' ? 'p' : null, basedOn }, by('p', now));
          if (behind === 1) assert.ok(!decided.ok);
          if (decided.ok) last = decided.ticket;
        }
        if (!last) continue;
        assert.equal(last.closedAt === null, last.result === null);
        if (before?.id === last.id) assert.ok(last.version >= before.version);
        else if (before) assert.ok(before.closedAt !== null, 'two open at once');
      }
    }),
  );
});
