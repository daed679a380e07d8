import { type EvidenceManifest, evidenceFormat } from '@anyuan/contracts/evidence.ts';
import type { QuickReport } from '@anyuan/contracts/quick-report.ts';
import type { Evidence, EvidenceClip, EvidenceReport } from './evidence.ts';
import { pageOf } from './page.ts';
import { type EvidenceKey, sha256, signBytes } from './signing.ts';
import type { ZipEntry } from './zip.ts';

export interface PackageOptions extends Omit<Evidence, 'clips' | 'reports'> {
  key: EvidenceKey;
  reports: QuickReport[];
  /** The sound of a detection, after the play is on record; null when it is gone. */
  clip(alarmId: string, detectionId: string): Promise<Uint8Array | null>;
  /** A photo or voice note, after the look is on record; null when it is gone. */
  reportPart(
    quickReportId: string,
    partId: string,
  ): Promise<{ bytes: Uint8Array; mediaType: string } | null>;
}

/** Lists a file under its digest; it leaves as it is given back. */
type List = (path: string, bytes: Uint8Array) => ZipEntry & { sha256: string };

const howTo = `证据包怎么核对 / How to check this package

1. 不用安装任何程序：用浏览器打开 index.html。
   Nothing to install: open index.html in a browser.
2. 核对是否被改动：在装有安园的机器上运行
   To see whether anything was changed, on a machine with Anyuan:
       bin/anyuan verify 证据包.zip --key 指纹/FINGERPRINT
   指纹在后台“审计”页上。 The fingerprint stands on the page Audit.
3. 不用安园也可以核对 / without Anyuan:
   manifest.json 的 ed25519 签名在 manifest.sig（base64），公钥在 public-key.pem；
   manifest.json 里有每个文件的 SHA-256。
   manifest.sig is the ed25519 signature (base64) of manifest.json, the key is public-key.pem;
   manifest.json names the SHA-256 of every file.
       base64 -d manifest.sig > sig && openssl pkeyutl -verify -pubin -inkey public-key.pem \\
         -rawin -in manifest.json -sigfile sig
       sha256sum index.html record.json clips/* reports/*
`;

async function* clipFiles(
  { alarms, clip }: PackageOptions,
  listed: List,
): AsyncGenerator<ZipEntry, EvidenceClip[]> {
  const clips: EvidenceClip[] = [];
  for (const [n, { id: alarmId, detections }] of alarms.entries()) {
    for (const [m, { id: detectionId }] of detections.filter((d) => d.clip).entries()) {
      const bytes = await clip(alarmId, detectionId);
      const file = bytes && listed(`clips/${n + 1}-${m + 1}.wav`, bytes);
      if (file) yield file;
      const { path, sha256 } = file ?? { path: null, sha256: null };
      clips.push({ alarmId, detectionId, path, sha256 });
    }
  }
  return clips;
}

/** As phones record it. */
const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'audio/webm': 'webm',
  'audio/ogg': 'ogg',
  'audio/mp4': 'm4a',
};

async function* reportFiles(
  options: PackageOptions,
  listed: List,
): AsyncGenerator<ZipEntry, EvidenceReport[]> {
  const reports: EvidenceReport[] = [];
  for (const [n, report] of options.reports.entries()) {
    const parts: EvidenceReport['parts'] = [];
    for (const [m, part] of report.parts.entries()) {
      const found = await options.reportPart(report.id, part.id);
      const name = `reports/${n + 1}-${m + 1}.${endings[found?.mediaType ?? ''] ?? 'bin'}`;
      const file = found && listed(name, found.bytes);
      if (file) yield file;
      const { path, sha256 } = file ?? { path: null, sha256: null };
      parts.push({ ...part, path, sha256 });
    }
    reports.push({ ...report, parts });
  }
  return reports;
}

/** The files of a package in their order: recordings, photos and voice first, then what names their digests, the signature last. */
export async function* packageFiles(options: PackageOptions): AsyncGenerator<ZipEntry> {
  const { key, clip: _clip, reportPart: _part, reports: _reports, ...about } = options;
  const files: EvidenceManifest['files'] = [];
  const listed: List = (path, bytes) => {
    const digest = sha256(bytes);
    files.push({ path, bytes: bytes.length, sha256: digest });
    return { path, bytes, sha256: digest };
  };
  const clips = yield* clipFiles(options, listed);
  const reports = yield* reportFiles(options, listed);
  const evidence: Evidence = { ...about, clips, reports };
  yield listed('record.json', Buffer.from(JSON.stringify(evidence, null, 2)));
  yield listed('index.html', Buffer.from(pageOf(evidence, files)));
  yield listed('HOW-TO-VERIFY.txt', Buffer.from(howTo));
  const { incident, madeAt, madeBy, reason, seal } = about;
  const { id: incidentId, number } = incident;
  const manifest: EvidenceManifest = {
    ...{ format: evidenceFormat, incidentId, number, madeAt, madeBy, reason, seal },
    files,
  };
  const bytes = Buffer.from(JSON.stringify(manifest, null, 2));
  yield { path: 'manifest.json', bytes };
  yield { path: 'manifest.sig', bytes: Buffer.from(signBytes(bytes, key)) };
  yield { path: 'public-key.pem', bytes: Buffer.from(key.publicKey) };
}
