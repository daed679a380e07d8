import type { Post } from '@anyuan/contracts/alarm.ts';
import type { RosterFact } from '@anyuan/contracts/roster-facts.ts';

/** What people are told of a roster fact; null: nobody needs to hear. */
export interface RosterNews {
  personIds: string[];
  zh: { title: string; body: string };
  en: { title: string; body: string };
  path: string;
  tag: string;
}

/** What the words need: names, and instants as people read them ("09-17 08:00"). */
export interface NewsNames {
  person(id: string): string;
  organisation(id: string): string;
  time(at: number, organisationId: string): string;
}

/** Posts as people are told of them. */
export const zhPosts: Record<Post, string> = {
  guard: '保安',
  floorTeacher: '楼层值班教师',
  studentAffairs: '政教处值班',
  schoolDoctor: '校医',
  dutyLeader: '值班领导',
  counsellor: '心理老师',
  communityOfficer: '社区民警',
  patrolTeam: '巡逻组',
  stationCommand: '综合指挥室',
  volunteer: '自愿响应',
};

export const enPosts: Record<Post, string> = {
  guard: 'guard',
  floorTeacher: 'floor teacher',
  studentAffairs: 'student affairs',
  schoolDoctor: 'school doctor',
  dutyLeader: 'duty leader',
  counsellor: 'counsellor',
  communityOfficer: 'community officer',
  patrolTeam: 'patrol team',
  stationCommand: 'station command room',
  volunteer: 'volunteer',
};

const duties = '/m/duty';

/** Words of a message about rosters: where, what, when, then what to do. */
export function rosterNewsOf(fact: RosterFact, names: NewsNames): RosterNews | null {
  return dutyNewsOf(fact, names) ?? handOverNewsOf(fact, names);
}

/** Duties, swaps and gaps. */
function dutyNewsOf(fact: RosterFact, names: NewsNames): RosterNews | null {
  const where = names.organisation(fact.organisationId);
  const time = (at: number) => names.time(at, fact.organisationId);
  switch (fact.type) {
    case 'duty.asked': {
      const [zh, en] = [zhPosts[fact.post], enPosts[fact.post]];
      return {
        personIds: [fact.personId],
        zh: { title: `${where}：您的${zh}值班开始了`, body: '请点开确认在岗' },
        en: { title: `${where}: your duty as ${en} begins`, body: 'open to confirm' },
        path: duties,
        tag: `duty ${fact.shiftId}`,
      };
    }
    case 'swap.asked': {
      const [from, when] = [names.person(fact.fromId), time(fact.startAt)];
      return {
        personIds: [fact.toId],
        zh: { title: `${from}想请您替班`, body: `${zhPosts[fact.post]} · ${when} · 请点开答复` },
        en: {
          title: `${from} asks you to take a duty`,
          body: `${enPosts[fact.post]} · ${when} · please answer`,
        },
        path: duties,
        tag: `swap ${fact.swapId}`,
      };
    }
    case 'swap.agreed':
    case 'swap.refused':
      return answerNewsOf(fact, names);
    case 'swap.withdrawn':
      return withdrawnNewsOf(fact, names);
    case 'coverage.gapFound': {
      const list = (posts: Record<Post, string>) =>
        fact.gaps
          .slice(0, 5)
          .map((g) => `${posts[g.post]} ${time(g.startAt)}`)
          .join('；');
      const count = fact.gaps.length;
      return {
        personIds: fact.personIds,
        zh: { title: `${where}：未来有 ${count} 处缺岗`, body: `${list(zhPosts)} · 请尽快排人` },
        en: {
          title: `${where}: ${count} ${count === 1 ? 'gap' : 'gaps'} ahead`,
          body: `${list(enPosts)} · put somebody there`,
        },
        path: '/roster',
        tag: `gaps ${fact.organisationId}`,
      };
    }
    default:
      return null;
  }
}

type SwapFact = Extract<RosterFact, { swapId: string }>;

/** Who was asked hears that nobody waits for their answer any more. A request taken back by hand is told to nobody. */
function withdrawnNewsOf(fact: SwapFact, names: NewsNames): RosterNews | null {
  if (fact.because === undefined) return null;
  const from = names.person(fact.fromId);
  const when = names.time(fact.startAt, fact.organisationId);
  return {
    personIds: [fact.toId],
    zh: {
      title: `${from}已离岗，不用再替这个班`,
      body: `${zhPosts[fact.post]} · ${when} · 换班请求已撤回，不用答复`,
    },
    en: {
      title: `${from} has left: no need to take that duty`,
      body: `${enPosts[fact.post]} · ${when} · the swap is withdrawn, no answer is needed`,
    },
    path: duties,
    tag: `swap ${fact.swapId}`,
  };
}

/** The one who asked hears how it was answered. */
function answerNewsOf(fact: SwapFact, names: NewsNames): RosterNews {
  const [to, when, agreed] = [
    names.person(fact.toId),
    names.time(fact.startAt, fact.organisationId),
    fact.type === 'swap.agreed',
  ];
  const left = fact.because === 'leaving';
  return {
    personIds: [fact.fromId],
    zh: {
      title: agreed ? `${to}同意替您的班` : `${to}${left ? '已离岗，' : ''}替不了您的班`,
      body: agreed ? when : `${when} · 班次仍是您的，请另找一位`,
    },
    en: {
      title: agreed
        ? `${to} takes your duty`
        : `${to} ${left ? 'has left and ' : ''}cannot take your duty`,
      body: agreed ? when : `${when} · it is still yours; ask somebody else`,
    },
    path: duties,
    tag: `swap ${fact.swapId}`,
  };
}

/** Hand-overs and tests of reach. */
function handOverNewsOf(fact: RosterFact, names: NewsNames): RosterNews | null {
  const where = names.organisation(fact.organisationId);
  switch (fact.type) {
    case 'handOver.written': {
      const from = names.person(fact.personId);
      return {
        personIds: fact.incomingIds,
        zh: {
          title: `${from}写好了交接班`,
          body: `${where} · ${zhPosts[fact.post]} · 请核对后签收`,
        },
        en: {
          title: `${from} wrote the hand-over`,
          body: `${where} · ${enPosts[fact.post]} · please sign`,
        },
        path: duties,
        tag: `handOver ${fact.handOverId}`,
      };
    }
    case 'handOver.unsigned':
      return {
        personIds: fact.personIds,
        zh: {
          title: `${where}：交接班还没有签收`,
          body: `${zhPosts[fact.post]} · 请双方核对并签收`,
        },
        en: {
          title: `${where}: hand-over not signed`,
          body: `${enPosts[fact.post]} · please check and sign`,
        },
        path: duties,
        tag: `handOver ${fact.handOverId}`,
      };
    case 'reachTest.begun':
      return {
        personIds: fact.personIds,
        zh: {
          title: '【测试】通知测试',
          body: `请在 ${names.time(fact.replyUntil, fact.organisationId)} 前点开回应`,
        },
        en: {
          title: '[TEST] Can you be reached',
          body: `open and answer before ${names.time(fact.replyUntil, fact.organisationId)}`,
        },
        path: duties,
        tag: `reachTest ${fact.testId}`,
      };
    default:
      return null;
  }
}
