const dayMs = 86_400_000;
const minuteMs = 60_000;
const fallbackZone = 'Asia/Shanghai';
const formats = new Map<string, Intl.DateTimeFormat>();

/** A mistyped zone must not silence a school: it counts as China's. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const options = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat('en-US', { ...options, timeZone });
  } catch {
    made = new Intl.DateTimeFormat('en-US', { ...options, timeZone: fallbackZone });
  }
  formats.set(timeZone, made);
  return made;
}

/** The wall clock of a zone at that instant, as if it were UTC, to the minute. Epoch ms. */
function wallMs(atMs: number, timeZone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(atMs)) parts[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** The day as midnight UTC, epoch ms: for counting days. */
export function dayToMs(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

export function msToDay(ms: number): string {
  const date = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/** The day so many days later; negative: earlier. */
export function addDays(day: string, count: number): string {
  return msToDay(dayToMs(day) + count * dayMs);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((dayToMs(to) - dayToMs(from)) / dayMs);
}

/** ISO weekday 1 (Monday) .. 7. */
export function weekdayOf(day: string): number {
  return ((new Date(dayToMs(day)).getUTCDay() + 6) % 7) + 1;
}

/** The calendar day on the wall of that zone. */
export function localDay(atMs: number, timeZone: string): string {
  return msToDay(wallMs(atMs, timeZone));
}

/** Minute of the day on the wall of that zone, 0 .. 1439. */
export function localMinute(atMs: number, timeZone: string): number {
  return Math.floor((wallMs(atMs, timeZone) % dayMs) / minuteMs);
}

/**
 * The instant at which the wall of that zone shows this minute of this day (1440: the next midnight).
 * A minute that summer time leaves out counts as the moment it was left out; one that comes twice
 * counts as its first. So later on the wall is never earlier in time, and windows that meet on the
 * wall meet in time: nothing is lost between them and nothing is covered twice.
 */
export function instantOf(day: string, minute: number, timeZone: string): number {
  const key = `${day} ${minute} ${timeZone}`;
  const known = instants.get(key);
  if (known !== undefined) return known;
  const found = findInstant(day, minute, timeZone);
  if (instants.size >= instantsMax) instants.clear();
  instants.set(key, found);
  return found;
}

/** Asking for a zone's wall clock costs microseconds, and shifts begin at the same few minutes. */
const instants = new Map<string, number>();
const instantsMax = 20_000;

function findInstant(day: string, minute: number, timeZone: string): number {
  const wall = dayToMs(day) + minute * minuteMs;
  const offsets = [wall - dayMs, wall + dayMs].map((at) => wallMs(at, timeZone) - at);
  const [before = 0, after = 0] = offsets;
  if (before === after) return wall - before;
  const candidates = [wall - before, wall - after].sort((a, b) => a - b);
  const shown = candidates.find((at) => wallMs(at, timeZone) === wall);
  return shown ?? changeBetween(wall - dayMs, wall + dayMs, timeZone);
}

/** The moment between two instants at which the offset of the zone changes, to the minute. */
function changeBetween(fromMs: number, toMs: number, timeZone: string): number {
  const offset = (at: number) => wallMs(at, timeZone) - at;
  const first = offset(fromMs);
  let low = Math.floor(fromMs / minuteMs);
  let high = Math.ceil(toMs / minuteMs);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle * minuteMs) === first) low = middle;
    else high = middle;
  }
  return high * minuteMs;
}
