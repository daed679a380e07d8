import type { ZoneKind } from '@anyuan/contracts/terminal.ts';

/** One zone; with `terminal` it has a terminal of that name on the wall. */
export interface ZoneOutline {
  key: string;
  name: string;
  kind: ZoneKind;
  terminal?: string;
}

export interface BuildingOutline {
  key: string;
  name: string;
  floors: { name: string; zones: ZoneOutline[] }[];
}

export interface SchoolOutline {
  number: number;
  name: string;
  station: number;
  campus: string;
  /** Invented: a stretch of desert without a school. */
  latitude: number;
  longitude: number;
  buildings: BuildingOutline[];
  outdoors: ZoneOutline[];
}

export const policeBureauName = '云溪县公安局（演示）';
export const educationBureauName = '云溪县教育局（演示）';
export const stationNames = ['城关派出所（演示）', '河东派出所（演示）'] as const;

/** Sound only, and even that without clips: nobody may be listened to in these. */
export const privacyKinds: readonly ZoneKind[] = ['toilet', 'dormitory'];

const gate: ZoneOutline = { key: 'gate', name: '校门', kind: 'gate' };
const playground: ZoneOutline = { key: 'playground', name: '操场', kind: 'playground' };

/** Three schools of an invented county. The first terminal stands in a corridor, where clips are allowed. */
export const demonstrationSchools: readonly SchoolOutline[] = [
  {
    number: 1,
    name: '云溪县实验小学（演示）',
    station: 1,
    campus: '西街校区',
    latitude: 40.3012,
    longitude: 101.2015,
    buildings: [
      {
        key: 'teaching',
        name: '教学楼',
        floors: [
          {
            name: '1 层',
            zones: [
              {
                key: 'corridor-1',
                name: '东侧走廊',
                kind: 'corridor',
                terminal: 'T01 教学楼一层走廊',
              },
              { key: 'classroom-1', name: '一年级一班', kind: 'classroom' },
            ],
          },
          {
            name: '2 层',
            zones: [
              { key: 'corridor-2', name: '西侧走廊', kind: 'corridor' },
              {
                key: 'toilet-2',
                name: '东侧卫生间',
                kind: 'toilet',
                terminal: 'T02 教学楼二层卫生间',
              },
              { key: 'office-2', name: '政教处', kind: 'office' },
            ],
          },
        ],
      },
      {
        key: 'kindergarten',
        name: '附属幼儿园楼',
        floors: [
          {
            name: '1 层',
            zones: [
              {
                key: 'kindergarten-room',
                name: '大班活动室',
                kind: 'classroom',
                terminal: 'T03 幼儿园活动室',
              },
              { key: 'kindergarten-toilet', name: '幼儿卫生间', kind: 'toilet' },
            ],
          },
        ],
      },
    ],
    outdoors: [
      { ...gate, terminal: 'T04 小学校门' },
      { ...playground, terminal: 'T05 小学操场' },
    ],
  },
  {
    number: 2,
    name: '云溪县第二中学（演示）',
    station: 2,
    campus: '河东校区',
    latitude: 40.3105,
    longitude: 101.2231,
    buildings: [
      {
        key: 'teaching',
        name: '明德楼',
        floors: [
          {
            name: '1 层',
            zones: [
              { key: 'corridor-1', name: '北侧走廊', kind: 'corridor', terminal: 'T06 明德楼走廊' },
              { key: 'classroom-1', name: '七年级三班', kind: 'classroom' },
            ],
          },
          {
            name: '3 层',
            zones: [
              { key: 'toilet-3', name: '西侧卫生间', kind: 'toilet', terminal: 'T07 明德楼卫生间' },
              { key: 'corridor-3', name: '楼梯间', kind: 'corridor' },
            ],
          },
        ],
      },
    ],
    outdoors: [{ ...gate, terminal: 'T08 中学校门' }, playground],
  },
  {
    number: 3,
    name: '云溪县高级中学（演示）',
    station: 2,
    campus: '南山校区',
    latitude: 40.2904,
    longitude: 101.2302,
    buildings: [
      {
        key: 'teaching',
        name: '致远楼',
        floors: [
          {
            name: '2 层',
            zones: [
              { key: 'corridor-2', name: '中庭走廊', kind: 'corridor', terminal: 'T09 致远楼走廊' },
              { key: 'classroom-2', name: '高一五班', kind: 'classroom' },
            ],
          },
        ],
      },
      {
        key: 'dormitory',
        name: '女生宿舍楼',
        floors: [
          {
            name: '1 层',
            zones: [
              { key: 'hall-1', name: '宿管门厅', kind: 'corridor', terminal: 'T10 宿舍楼门厅' },
            ],
          },
          {
            name: '3 层',
            zones: [
              { key: 'room-3', name: '宿舍区', kind: 'dormitory', terminal: 'T11 宿舍楼三层' },
              { key: 'washroom-3', name: '盥洗室', kind: 'toilet' },
            ],
          },
        ],
      },
    ],
    outdoors: [{ ...gate, terminal: 'T12 高中校门' }, playground],
  },
];
