const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The hour is Beijing's, which has one zone and no summer time. */
const beijingMs = 8 * hourMs;
/** A backup that failed is tried again after this. */
const retryMs = hourMs;

/**
 * When the next daily backup is due, epoch ms: at the hour that follows the last good one. A server that was off at
 * its hour catches up at once; a failure is tried again an hour later.
 */
export function nextBackupAt(about: {
  hour: number;
  /** When this installation began. */
  installedAt: number;
  lastGoodAt: number | null;
  lastTriedAt: number | null;
}): number {
  const { hour, installedAt, lastGoodAt, lastTriedAt } = about;
  const from = lastGoodAt ?? installedAt;
  const local = from + beijingMs;
  const today = Math.floor(local / dayMs) * dayMs + hour * hourMs - beijingMs;
  const due = today > from ? today : today + dayMs;
  const hasFailedSince = lastTriedAt !== null && lastTriedAt > (lastGoodAt ?? 0);
  return hasFailedSince ? Math.max(due, lastTriedAt + retryMs) : due;
}

/** Is the proof that a restore works too old? Without any backup there is nothing to prove yet. */
export function isRehearsalDue(about: {
  now: number;
  days: number;
  firstBackupAt: number | null;
  lastGoodRehearsalAt: number | null;
}): boolean {
  const { now, days, firstBackupAt, lastGoodRehearsalAt } = about;
  const since = lastGoodRehearsalAt ?? firstBackupAt;
  return since !== null && now - since > days * dayMs;
}

const fileName = /^anyuan-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z\.tar\.zst\.age$/;

/** `anyuan-20261122T190000Z.tar.zst.age`: the time in the name outlives every copy. */
export function backupFileName(madeAt: number): string {
  const text = new Date(madeAt).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `anyuan-${text}Z.tar.zst.age`;
}

/** When the data in the backup of that name is from; null for any other file. */
export function madeAtOf(name: string): number | null {
  const [, y, mo, d, h, mi, s] = fileName.exec(name) ?? [];
  if (s === undefined) return null;
  return Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s));
}

/** Which of these files may go, so that the newest `keep` stay. Files of other names are never among them. */
export function toForget(names: readonly string[], keep: number): string[] {
  const backups = names.filter((name) => madeAtOf(name) !== null).toSorted();
  return backups.slice(0, Math.max(0, backups.length - keep));
}
