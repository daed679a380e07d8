import type { Post } from '@anyuan/contracts/alarm.ts';
import type { Role } from '@anyuan/contracts/permissions.ts';

/** Minutes of the local day; `to` smaller than `from` runs over midnight. */
export interface DutyOutline {
  post: Post;
  fromMinute: number;
  toMinute: number;
  /** Key of the building this person stands near; without it the whole organisation. */
  building?: string;
}

export interface PersonOutline {
  login: string;
  /** Surname with 示例: nobody could take it for a real person. */
  name: string;
  title: string;
  /** `policeBureau`, `educationBureau`, `station/<n>` or `school/<n>`. */
  organisation: string;
  role: Role;
  duties: DutyOutline[];
  /** Shown when the server starts; without it the account exists but is not advertised. */
  what?: { zh: string; en: string };
}

/** Every post of the default plan is filled round the clock by the advertised account. */
const allDay = (post: Post): DutyOutline => ({ post, fromMinute: 0, toMinute: 1440 });

const bureauPeople: PersonOutline[] = [
  {
    login: 'admin',
    name: '程示例',
    title: '程管理员',
    organisation: 'policeBureau',
    role: 'administrator',
    duties: [],
    what: { zh: '系统管理员（县公安局）', en: 'administrator at the police bureau' },
  },
  {
    login: 'bureau',
    name: '韩示例',
    title: '韩局长',
    organisation: 'policeBureau',
    role: 'bureauLeader',
    duties: [],
    what: { zh: '县公安局领导', en: 'leader of the police bureau' },
  },
  {
    login: 'edu',
    name: '曹示例',
    title: '曹科长',
    organisation: 'educationBureau',
    role: 'educationOfficer',
    duties: [],
    what: { zh: '县教育局安全科', en: 'safety officer of the education bureau' },
  },
];

function stationPeople(number: number, surnames: [string, string]): PersonOutline[] {
  const [command, officer] = surnames;
  const suffix = number === 1 ? '' : String(number);
  const covers = number === 1 ? { zh: '实验小学', en: 'school 1' } : { zh: '两所中学', en: '2, 3' };
  const organisation = `station/${number}`;
  return [
    {
      login: `command${suffix}`,
      name: `${command}示例`,
      title: `${command}警官`,
      organisation,
      role: 'stationCommand',
      duties: [allDay('stationCommand')],
      what: { zh: `派出所综合指挥室（${covers.zh}）`, en: `station command room (${covers.en})` },
    },
    {
      login: `officer${suffix}`,
      name: `${officer}示例`,
      title: `${officer}警官`,
      organisation,
      role: 'stationOfficer',
      duties: [allDay('communityOfficer')],
      what: { zh: `社区民警（${covers.zh}）`, en: `community officer (${covers.en})` },
    },
  ];
}

interface SchoolStaff {
  number: number;
  what: { zh: string; en: string };
  /** Surnames: leader, student affairs, guard, night guard, teacher, building teacher, doctor. */
  surnames: [string, string, string, string, string, string, string];
  building: string;
}

function schoolPeople({ number, what, surnames, building }: SchoolStaff): PersonOutline[] {
  const [leader, affairs, guard, night, teacher, second, doctor] = surnames;
  const suffix = number === 1 ? '' : String(number);
  const organisation = `school/${number}`;
  const person = (
    login: string,
    surname: string,
    rank: string,
    role: Role,
    duties: DutyOutline[],
    says?: { zh: string; en: string },
  ): PersonOutline => ({
    login: `${login}${suffix}`,
    name: `${surname}示例`,
    title: `${surname}${rank}`,
    organisation,
    role,
    duties,
    ...(says ? { what: { zh: `${what.zh}${says.zh}`, en: `${says.en}, ${what.en}` } } : {}),
  });
  const nightWatch: DutyOutline = { post: 'guard', fromMinute: 18 * 60, toMinute: 6 * 60 };
  const nearby: DutyOutline = {
    post: 'floorTeacher',
    fromMinute: 7 * 60,
    toMinute: 22 * 60,
    building,
  };
  return [
    person('leader', leader, '校长', 'schoolLeader', [allDay('dutyLeader')], {
      zh: '值班校领导',
      en: 'leader on duty',
    }),
    person('affairs', affairs, '主任', 'studentAffairs', [allDay('studentAffairs')], {
      zh: '政教处',
      en: 'student affairs office',
    }),
    person('guard', guard, '师傅', 'guard', [allDay('guard')], { zh: '保安员', en: 'guard' }),
    person('nightguard', night, '师傅', 'guard', [nightWatch]),
    person('teacher', teacher, '老师', 'teacher', [allDay('floorTeacher')], {
      zh: '楼层值班教师',
      en: 'floor teacher on duty',
    }),
    person('teacherb', second, '老师', 'teacher', [nearby]),
    person('doctor', doctor, '医生', 'teacher', [allDay('schoolDoctor')], {
      zh: '校医',
      en: 'school doctor',
    }),
  ];
}

/** Invented, all of them. Suffix 2 and 3: the same work at the second and third school or station. */
export const demonstrationPeople: readonly PersonOutline[] = [
  ...bureauPeople,
  ...stationPeople(1, ['陈', '刘']),
  ...stationPeople(2, ['杨', '黄']),
  ...schoolPeople({
    number: 1,
    what: { zh: '实验小学', en: 'school 1' },
    surnames: ['李', '张', '赵', '吴', '王', '孙', '周'],
    building: 'teaching',
  }),
  ...schoolPeople({
    number: 2,
    what: { zh: '第二中学', en: 'school 2' },
    surnames: ['郑', '冯', '朱', '胡', '林', '何', '郭'],
    building: 'teaching',
  }),
  ...schoolPeople({
    number: 3,
    what: { zh: '高级中学', en: 'school 3' },
    surnames: ['马', '罗', '梁', '宋', '谢', '唐', '许'],
    building: 'dormitory',
  }),
];
