import type { IncidentKind } from '@anyuan/contracts/incident.ts';
import type { IncidentFact } from '@anyuan/contracts/incident-facts.ts';
import { kindWords, sideWords } from './words.ts';

/**
 * What a message may say of an incident: number, kind and school. Titles and instructions are
 * written by people and may name a child; they are read after signing in.
 */
export interface NewsAbout {
  number: number;
  kind: IncidentKind;
  school: string;
  /** Clock time at the school, for a deadline. */
  time(at: number): string;
  /** Owner, or whoever works incidents at the side that has it. */
  owners: readonly string[];
  /** On duty at the side that does not have it. */
  others: readonly string[];
  orderedBy(orderId: string): string | null;
}

export interface News {
  people: readonly string[];
  zh: { title: string; body: string };
  en: { title: string; body: string };
}

type Said = [zhTitle: string, zhBody: string, enTitle: string, enBody: string];

/** Who must hear of a fact, and in which words; null when nobody needs to. */
export function newsOf(fact: IncidentFact, about: NewsAbout): News | null {
  const found = peopleAndWords(fact, about);
  if (!found) return null;
  const [people, [zhTitle, zhBody, enTitle, enBody]] = found;
  const actorId = 'personId' in fact ? fact.personId : null;
  const others = people.filter((id) => id !== actorId);
  if (others.length === 0) return null;
  const { number, kind, school } = about;
  return {
    people: others,
    zh: { title: `${zhTitle} #${number}`, body: `${school} · ${kindWords.zh[kind]}。${zhBody}` },
    en: { title: `${enTitle} #${number}`, body: `${school} · ${kindWords.en[kind]}. ${enBody}` },
  };
}

function peopleAndWords(fact: IncidentFact, about: NewsAbout): [readonly string[], Said] | null {
  switch (fact.type) {
    case 'incident.opened':
      return fact.personId === null
        ? [about.owners, ['新事件', '请研判定级。', 'New incident', 'Please assess it.']]
        : null;
    case 'incident.offered':
    case 'incident.offerRang': {
      const by = sideWords.zh[fact.to === 'police' ? 'school' : 'police'];
      const said: Said = [
        '警情直通车',
        `${by}方移交，请接收或退回。`,
        'Handed over',
        'Please accept or return it.',
      ];
      return [fact.people, said];
    }
    case 'incident.accepted':
      return [
        about.others,
        ['对方已接收', '已由对方办理。', 'Accepted', 'The other side has it now.'],
      ];
    case 'incident.returned':
      return [about.owners, ['对方已退回', '请查看退回原因。', 'Returned', 'See the reason.']];
    case 'incident.assigned': {
      const said: Said = ['由您负责', '请按期办理。', 'Yours now', 'Please see to it in time.'];
      return [[fact.ownerId], said];
    }
    case 'incident.findingRecorded': {
      const until = about.time(fact.dueAt);
      const said: Said = [
        '复盘问题',
        `请在 ${until} 前整改。`,
        'Finding',
        `To be mended by ${until}.`,
      ];
      return [[fact.ownerId], said];
    }
    default:
      return chased(fact, about);
  }
}

function chased(fact: IncidentFact, about: NewsAbout): [readonly string[], Said] | null {
  switch (fact.type) {
    case 'incident.ordered': {
      const until = about.time(fact.dueAt);
      const said: Said = ['督办', `请在 ${until} 前回复。`, 'Instruction', `Answer by ${until}.`];
      return [about.owners, said];
    }
    case 'incident.orderAnswered': {
      const by = about.orderedBy(fact.orderId);
      const said: Said = ['督办已回复', '请查看并确认。', 'Answered', 'Please see and settle it.'];
      return by === null ? null : [[by], said];
    }
    case 'incident.reminded': {
      const until = about.time(fact.deadlineAt);
      const soon: Said = ['即将到期', `时限 ${until}。`, 'Due soon', `Due at ${until}.`];
      const now: Said = ['已到时限', `时限 ${until}，请马上办理。`, 'Due now', `Due at ${until}.`];
      return [fact.people, fact.what === 'before' ? soon : now];
    }
    case 'incident.climbed': {
      const until = about.time(fact.deadlineAt);
      const zh = `时限 ${until} 已过，请督促办理。`;
      return [fact.people, ['超期上报', zh, 'Overdue', `It was due at ${until}.`]];
    }
    default:
      return null;
  }
}
