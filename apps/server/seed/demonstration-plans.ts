import type { FloorPlan, PlanMark, PlanOutline, PlanPoint } from '@anyuan/contracts/places.ts';
import type { BuildingOutline, SchoolOutline, ZoneOutline } from './demonstration-places.ts';
import { seedId } from './ids.ts';

/** A drawing of ours for a floor or a campus, with where its zones are. */
export interface DrawnPlan {
  /** Path of the place, as in `seedId`. */
  path: string;
  schoolPath: string;
  svg: string;
  plan: FloorPlan;
}

const width = 1600;
const height = 900;
const wall = 'fill="#fbfaf6" stroke="#3d4a59" stroke-width="6"';
const thin = 'fill="none" stroke="#7c8a99" stroke-width="3"';

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

function rect({ x, y, w, h }: Box, style: string): string {
  return `<rect x="${x}" y="${y}" width="${w}" height="${h}" ${style}/>`;
}

function corners({ x, y, w, h }: Box): PlanPoint[] {
  const at = (px: number, py: number): PlanPoint => [px / width, py / height];
  return [at(x, y), at(x + w, y), at(x + w, y + h), at(x, y + h)];
}

const middle = ({ x, y, w, h }: Box, dy = 0): PlanPoint => [
  (x + w / 2) / width,
  (y + h / 2 + dy) / height,
];

const sheet = (body: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">` +
  `<rect width="${width}" height="${height}" fill="#f1f0ea"/>${body}</svg>`;

const stairs = (box: Box) =>
  rect(box, wall) +
  Array.from({ length: 7 }, (_, i) => {
    const x = box.x + ((i + 1) * box.w) / 8;
    return `<line x1="${x}" x2="${x}" y1="${box.y}" y2="${box.y + box.h}" stroke="#7c8a99" stroke-width="3"/>`;
  }).join('');

/** A door: a gap in the wall of the corridor and the quarter circle of its leaf. */
const door = (x: number, y: number, up: boolean) =>
  `<line x1="${x}" x2="${x + 70}" y1="${y}" y2="${y}" stroke="#fbfaf6" stroke-width="10"/>` +
  `<path d="M${x} ${y}v${up ? -70 : 70}A70 70 0 01${x + 70} ${y}" ${thin}/>`;

const isCorridor = (zone: ZoneOutline) => zone.kind === 'corridor';

/** Six rooms on both sides of a corridor, as schools are built; named zones take the outer ones. */
function floorBoxes(zones: readonly ZoneOutline[]): { zone: ZoneOutline; box: Box }[] {
  const slots: Box[] = [
    { x: 1100, y: 70, w: 430, h: 270 },
    { x: 70, y: 560, w: 480, h: 270 },
    { x: 70, y: 70, w: 480, h: 270 },
    { x: 1100, y: 560, w: 430, h: 270 },
  ];
  const hall: Box = { x: 70, y: 340, w: 1460, h: 220 };
  const halls = zones.filter(isCorridor);
  const rooms = zones.filter((z) => !isCorridor(z));
  return [
    ...halls.map((zone) => ({ zone, box: hallOf(zone, hall) })),
    ...rooms.flatMap((zone, i) => (slots[i] ? [{ zone, box: slots[i] }] : [])),
  ];
}

/** "东侧走廊" is the east end of it, "西侧走廊" the west. */
function hallOf({ name }: ZoneOutline, hall: Box): Box {
  if (name.startsWith('东')) return { ...hall, x: 800, w: 730 };
  if (name.startsWith('西')) return { ...hall, w: 730 };
  return hall;
}

function drawFloor(path: string, schoolPath: string, zones: readonly ZoneOutline[]): DrawnPlan {
  const rooms = [70, 550, 1100].flatMap((x, i) => {
    const w = [480, 550, 430][i] ?? 0;
    return [
      { x, y: 70, w, h: 270 },
      { x, y: 560, w, h: 270 },
    ];
  });
  const svg = sheet(
    rect({ x: 70, y: 70, w: 1460, h: 760 }, wall) +
      rooms.map((box) => rect(box, wall)).join('') +
      stairs({ x: 730, y: 70, w: 190, h: 270 }) +
      [180, 640, 1290].map((x) => door(x, 340, true) + door(x, 560, false)).join('') +
      `<path d="M70 420h-40M70 480h-40M1530 420h40M1530 480h40" ${thin}/>`,
  );
  return planOf({ path, schoolPath, svg, boxes: floorBoxes(zones) });
}

function drawCampus(path: string, schoolPath: string, school: SchoolOutline): DrawnPlan {
  const houses = school.buildings.map((building, i): { building: BuildingOutline; box: Box } => ({
    building,
    box: { x: 140 + i * 720, y: 120, w: 560, h: 200 },
  }));
  const field: Box = { x: 140, y: 420, w: 820, h: 340 };
  const gate: Box = { x: 1240, y: 700, w: 240, h: 130 };
  const track = (inset: number) =>
    `<rect x="${field.x + inset}" y="${field.y + inset}" width="${field.w - 2 * inset}" height="${field.h - 2 * inset}" rx="150" fill="${inset === 0 ? '#d98f6e' : '#9cc28b'}" stroke="#fff" stroke-width="4"/>`;
  const svg = sheet(
    `<rect x="60" y="60" width="1480" height="790" fill="#e4ead9" stroke="#8b968a" stroke-width="8"/>` +
      `<path d="M1360 830V370H140M1360 370V220" fill="none" stroke="#d9d5ca" stroke-width="56"/>` +
      track(0) +
      track(56) +
      houses
        .map(
          ({ building, box }) =>
            rect(box, 'fill="#f4e9d8" stroke="#3d4a59" stroke-width="6"') +
            `<text x="${box.x + box.w / 2}" y="${box.y + box.h / 2 + 14}" font-size="40" text-anchor="middle" fill="#3d4a59">${building.name}</text>`,
        )
        .join('') +
      rect(gate, 'fill="#cfd9e4" stroke="#3d4a59" stroke-width="6"'),
  );
  const boxOf = { gate, playground: field } as Partial<Record<string, Box>>;
  const boxes = school.outdoors.flatMap((zone) => {
    const box = boxOf[zone.kind];
    return box ? [{ zone, box }] : [];
  });
  return planOf({ path, schoolPath, svg, boxes });
}

function planOf(drawn: {
  path: string;
  schoolPath: string;
  svg: string;
  boxes: { zone: ZoneOutline; box: Box }[];
}): DrawnPlan {
  const { path, schoolPath, svg, boxes } = drawn;
  const outlines = boxes.map(
    ({ zone, box }): PlanOutline => ({
      zoneId: seedId(`${schoolPath}/zone/${zone.key}`),
      points: corners(box),
    }),
  );
  const terminals = boxes.flatMap(({ zone, box }): PlanMark[] => {
    if (zone.terminal === undefined) return [];
    const [number = ''] = zone.terminal.split(' ');
    const at = middle(box, box.h / 3.2);
    return [{ id: seedId(`terminal/${number}`), kind: 'terminal', at, name: number, url: '' }];
  });
  const picture = { id: seedId(`${path}/picture`), width, height };
  return {
    path,
    schoolPath,
    svg,
    plan: { picture, outlines, marks: [...terminals, ...posts(drawn)] },
  };
}

/** A duty post at the gate, a patrol point and a camera in each corridor; where its picture is, a demonstration cannot know. */
function posts({
  path,
  boxes,
}: {
  path: string;
  boxes: { zone: ZoneOutline; box: Box }[];
}): PlanMark[] {
  return boxes.flatMap(({ zone, box }): PlanMark[] => {
    const id = seedId(`${path}/post/${zone.key}`);
    const [x, y] = middle(box, -box.h / 3.2);
    const at: PlanPoint = [x - box.w / width / 3, y];
    if (zone.kind === 'gate') return [{ id, kind: 'dutyPost', at, name: '护学岗', url: '' }];
    if (!isCorridor(zone)) return [];
    const camera = {
      id: seedId(`${path}/camera/${zone.key}`),
      name: `${zone.name}摄像头`,
      url: '',
    };
    const seen: PlanPoint = [x + box.w / width / 3, y];
    return [
      { id, kind: 'patrolPoint', at, name: '巡逻点', url: '' },
      { ...camera, kind: 'camera', at: seen },
    ];
  });
}

/** Every floor and campus of a school, drawn by us. */
export function plansOf(school: SchoolOutline): DrawnPlan[] {
  const schoolPath = `school/${school.number}`;
  const floors = school.buildings.flatMap((b) =>
    b.floors.map((floor) =>
      drawFloor(`${schoolPath}/${b.key}/${floor.name}`, schoolPath, floor.zones),
    ),
  );
  return [drawCampus(`${schoolPath}/campus`, schoolPath, school), ...floors];
}
