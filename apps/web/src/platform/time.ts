import type { Locale } from './locale.ts';

/** Schools live in one time zone, wherever the reader's computer thinks it is. */
export const schoolTimeZone = 'Asia/Shanghai';

const clockParts = new Intl.DateTimeFormat('zh-CN', {
  timeZone: schoolTimeZone,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

function partsOf(atMs: number): Record<string, string> {
  return Object.fromEntries(clockParts.formatToParts(atMs).map((part) => [part.type, part.value]));
}

/** "14:03:09", for the record. */
export function clockTime(atMs: number): string {
  const p = partsOf(atMs);
  return `${p.hour}:${p.minute}:${p.second}`;
}

/** "2026-03-02". */
export function dayOf(atMs: number): string {
  const p = partsOf(atMs);
  return `${p.year}-${p.month}-${p.day}`;
}

/** "2026-03-02 14:03:09", for lists that reach over days and for files. */
export function dateTime(atMs: number): string {
  return `${dayOf(atMs)} ${clockTime(atMs)}`;
}

/** Clock time today, date and clock time on another day. */
export function recordTime(atMs: number, nowMs: number): string {
  return dayOf(atMs) === dayOf(nowMs) ? clockTime(atMs) : dateTime(atMs).slice(5);
}

const units = [
  { sec: 86_400, zh: '天', en: 'd' },
  { sec: 3600, zh: '小时', en: 'h' },
  { sec: 60, zh: '分钟', en: 'min' },
] as const;

/** Age in the largest unit that fits: "18 秒前", "3 分钟前". A clock that runs ahead gives zero. */
export function ago(atMs: number, nowMs: number, locale: Locale): string {
  const sec = Math.max(0, Math.floor((nowMs - atMs) / 1000));
  const unit = units.find((u) => sec >= u.sec);
  const count = unit ? Math.floor(sec / unit.sec) : sec;
  if (locale === 'en') return `${count} ${unit?.en ?? 's'} ago`;
  return `${count} ${unit?.zh ?? '秒'}前`;
}

/** A running counter that keeps its width: "0:18", "12:04", "1:02:09". */
export function counter(atMs: number, nowMs: number): string {
  const sec = Math.max(0, Math.floor((nowMs - atMs) / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(sec / 3600);
  const minutes = Math.floor(sec / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(sec % 60)}` : `${minutes}:${two(sec % 60)}`;
}

/** Length between two moments: "0.4 秒", "18 秒", "3 分 5 秒". Negative lengths keep their sign. */
export function span(ms: number, locale: Locale): string {
  const sign = ms < 0 ? '-' : '';
  const sec = Math.abs(ms) / 1000;
  const [s, m, h] = locale === 'zh' ? [' 秒', ' 分', ' 小时'] : [' s', ' min', ' h'];
  if (sec < 10) return `${sign}${sec.toFixed(1)}${s}`;
  const whole = Math.round(sec);
  if (whole < 60) return `${sign}${whole}${s}`;
  if (whole < 3600) return `${sign}${Math.floor(whole / 60)}${m} ${whole % 60}${s}`;
  return `${sign}${Math.floor(whole / 3600)}${h} ${Math.floor((whole % 3600) / 60)}${m}`;
}

/** Whole seconds left until a moment, never below zero. */
export function secondsLeft(atMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((atMs - nowMs) / 1000));
}
