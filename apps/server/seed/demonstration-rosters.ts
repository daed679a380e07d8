import { type DayKind, dayKinds, type RequiredPost } from '@anyuan/contracts/roster.ts';
import { knownYears, nationalDays } from '@anyuan/core/roster/national-days.ts';
import {
  type DutyOutline,
  demonstrationPeople,
  type PersonOutline,
} from './demonstration-people.ts';
import { seedId } from './ids.ts';

/** Before any demonstration: the demonstration has been on duty since then. */
const startsOn = '2026-01-01';

interface ShiftOutline {
  path: string;
  name: string;
  post: DutyOutline['post'];
  fromMinute: number;
  toMinute: number;
  building: string | null;
  organisation: string;
  rule?: string;
  runsOn?: readonly DayKind[];
  /** Logins by turn. */
  rotation: string[][];
  rotationStep?: 'occurrence' | 'day' | 'week';
}

const postNames: Partial<Record<DutyOutline['post'], string>> = {
  guard: '保安值守',
  floorTeacher: '楼层值班',
  studentAffairs: '政教处值班',
  schoolDoctor: '校医值班',
  dutyLeader: '领导带班',
  communityOfficer: '社区民警值班',
  stationCommand: '综合指挥室值班',
};

function shiftOf(person: PersonOutline, duty: DutyOutline): ShiftOutline {
  const isNight = duty.toMinute < duty.fromMinute;
  return {
    path: `duty/${person.login}/${duty.post}`,
    name: `${postNames[duty.post] ?? duty.post}${isNight ? '（夜班）' : ''}`,
    post: duty.post,
    fromMinute: duty.fromMinute,
    toMinute: duty.toMinute,
    building: duty.building ?? null,
    organisation: person.organisation,
    rotation: [[person.login]],
  };
}

/** Shifts with turns, for the pages: evening study week by week, patrol day by day, counselling hours. */
function turnsOf(number: number): ShiftOutline[] {
  const suffix = number === 1 ? '' : String(number);
  const organisation = `school/${number}`;
  const common = { organisation, building: null };
  return [
    {
      ...common,
      path: `${organisation}/evening`,
      name: '晚自习楼层值班',
      post: 'floorTeacher',
      fromMinute: 18 * 60,
      toMinute: 21 * 60 + 30,
      runsOn: ['schoolDay', 'makeUpDay'],
      rotation: [[`teacher${suffix}`], [`teacherb${suffix}`]],
      rotationStep: 'week',
    },
    {
      ...common,
      path: `${organisation}/counselling`,
      name: '心理咨询值班',
      post: 'counsellor',
      fromMinute: 14 * 60,
      toMinute: 16 * 60,
      rule: 'FREQ=WEEKLY;BYDAY=TU,TH',
      runsOn: ['schoolDay', 'makeUpDay'],
      rotation: [[`doctor${suffix}`]],
    },
  ];
}

function patrolOf(number: number): ShiftOutline {
  const suffix = number === 1 ? '' : String(number);
  return {
    organisation: `station/${number}`,
    building: null,
    path: `station/${number}/patrol`,
    name: '放学时段巡逻',
    post: 'patrolTeam',
    fromMinute: 15 * 60,
    toMinute: 18 * 60,
    runsOn: ['schoolDay', 'makeUpDay'],
    rotation: [[`officer${suffix}`], [`command${suffix}`]],
    rotationStep: 'day',
  };
}

export function shiftRows() {
  const shifts = [
    ...demonstrationPeople.flatMap((p) => p.duties.map((d) => shiftOf(p, d))),
    ...[1, 2, 3].flatMap(turnsOf),
    ...[1, 2].map(patrolOf),
  ];
  return shifts.map((s) => ({
    id: seedId(s.path),
    organisation_id: seedId(s.organisation),
    name: s.name,
    post: s.post,
    rule: s.rule ?? 'FREQ=DAILY',
    starts_on: startsOn,
    from_minute: s.fromMinute,
    to_minute: s.toMinute,
    building_id: s.building ? seedId(`${s.organisation}/${s.building}`) : null,
    runs_on: s.runsOn ?? dayKinds,
    rotation: s.rotation.map((group) => group.map((login) => seedId(`person/${login}`))),
    rotation_step: s.rotationStep ?? 'occurrence',
    version: 1,
  }));
}

const always = { fromMinute: 0, toMinute: 1440, on: [...dayKinds] };
const whileTaught = { fromMinute: 7 * 60, toMinute: 18 * 60, on: ['schoolDay', 'makeUpDay'] };
const required: { organisation: string; posts: (Omit<RequiredPost, 'on'> & { on: string[] })[] }[] =
  [
    ...[1, 2, 3].map((n) => ({
      organisation: `school/${n}`,
      posts: [
        { post: 'guard' as const, ...always },
        { post: 'dutyLeader' as const, ...whileTaught },
        { post: 'floorTeacher' as const, ...whileTaught },
      ],
    })),
    ...[1, 2].map((n) => ({
      organisation: `station/${n}`,
      posts: [{ post: 'stationCommand' as const, ...always }],
    })),
  ];

export function requiredPostRows() {
  return required.flatMap(({ organisation, posts }) =>
    posts.map((r, position) => ({
      organisation_id: seedId(organisation),
      post: r.post,
      from_minute: r.fromMinute,
      to_minute: r.toMinute,
      kinds: r.on,
      position,
    })),
  );
}

/** The arrangement of the year that is known; a school corrects its own on the page of rosters. */
export function calendarRows() {
  const days = knownYears.flatMap(nationalDays);
  return ['policeBureau', 'educationBureau'].flatMap((path) =>
    days.map((d) => ({ organisation_id: seedId(path), ...d })),
  );
}
