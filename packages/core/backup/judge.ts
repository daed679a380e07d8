import type { BackupManifest, RehearsalFinding } from '@anyuan/contracts/backup.ts';

/** What was found in a restored copy. */
export interface Restored {
  rows: ReadonlyMap<string, number>;
  newestAlarmAt: number | null;
  /** Digest of each file as it came out of the backup. */
  files: ReadonlyMap<string, string>;
  /** Recordings whose file is there, and of those the ones that the restored key opens. */
  clipsOnDisk: number;
  clipsPlayable: number;
  /** Seals that do not agree with the record. */
  brokenSeals: readonly number[];
}

/**
 * Compares a restored copy with what its backup promised. A clip that the database names and the disk had not is a
 * finding too: whoever restores would miss it.
 */
export function judgeRehearsal(manifest: BackupManifest, restored: Restored): RehearsalFinding[] {
  return [
    ...manifest.tables.flatMap(({ name, rows }) => {
      const found = restored.rows.get(name) ?? 0;
      return found === rows ? [] : [finding('rowsDiffer', name, rows, found)];
    }),
    ...(restored.newestAlarmAt === manifest.newestAlarmAt
      ? []
      : [finding('newestAlarmDiffers', 'alarm', manifest.newestAlarmAt, restored.newestAlarmAt)]),
    ...manifest.files.flatMap(({ path, sha256 }) => {
      const found = restored.files.get(path);
      if (found === sha256) return [];
      return [finding(found === undefined ? 'fileMissing' : 'fileDamaged', path, null, null)];
    }),
    ...counted('clipMissing', manifest.clips, restored.clipsOnDisk),
    ...counted('clipUnplayable', restored.clipsOnDisk, restored.clipsPlayable),
    ...restored.brokenSeals.map((number) => finding('sealBroken', `#${number}`, null, null)),
  ];
}

function counted(
  fault: RehearsalFinding['fault'],
  expected: number,
  found: number,
): RehearsalFinding[] {
  return found >= expected ? [] : [finding(fault, 'clips', expected, found)];
}

function finding(
  fault: RehearsalFinding['fault'],
  subject: string,
  expected: number | null,
  found: number | null,
): RehearsalFinding {
  return { fault, subject, expected, found };
}
