import { readFileSync } from 'node:fs';
import type { EvidenceFault } from '@anyuan/contracts/evidence.ts';
import { type PackageCheck, verifyPackage } from '../evidence/verify-package.ts';

const words: Record<EvidenceFault, string> = {
  changed: '内容被改动 / changed',
  missing: '文件被删除 / missing',
  added: '多出来的文件 / added',
  doubled: '同名文件不止一个 / there twice',
};

export interface PackageToCheck {
  file: string;
  /** Fingerprint of the key that must have signed it; null: not compared. */
  expected: string | null;
  json: boolean;
}

/** Says whether an evidence package is still what was signed. 0 it is, 1 it is not, 2 it cannot be read. */
export function checkPackageFile({ file, expected, json }: PackageToCheck): 0 | 1 | 2 {
  let check: PackageCheck;
  try {
    check = verifyPackage(readFileSync(file));
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    console.error(
      `读不了 ${file}：不是证据包，或已损坏（${what}）\n${file} cannot be read: ${what}`,
    );
    return 2;
  }
  const wanted = expected?.replace(/[\s:]/g, '').toLowerCase() ?? null;
  const isOurs = wanted === null || wanted === check.fingerprint;
  const isWhole = check.isSigned && check.manifest !== null && check.findings.length === 0;
  const lines = describe(check, { isOurs, isWhole, isCompared: wanted !== null });
  console.log(json ? JSON.stringify({ ...check, isOurs, isWhole }, null, 2) : lines.join('\n'));
  return isWhole && isOurs ? 0 : 1;
}

interface Judged {
  isOurs: boolean;
  isWhole: boolean;
  isCompared: boolean;
}

function describe(check: PackageCheck, { isOurs, isWhole, isCompared }: Judged): string[] {
  const { manifest, isSigned, fingerprint, findings } = check;
  if (!manifest) return ['没有清单：不是证据包，或已被改动 / no manifest: no evidence package'];
  const made = new Date(manifest.madeAt).toISOString().replace('T', ' ').slice(0, 16);
  return [
    `事件 #${manifest.number}，${manifest.madeBy} 生成于 ${made}Z / incident #${manifest.number}, made by ${manifest.madeBy}`,
    `用途 / for: ${manifest.reason}`,
    `签名 / signature: ${isSigned ? '有效 / good' : '无效 / BAD'}`,
    `公钥指纹 / key: ${fingerprint ?? '—'}`,
    ...(isOurs ? [] : ['指纹与给出的不同：不是这套系统签的 / signed with ANOTHER key']),
    ...(isCompared ? [] : ['请与后台“审计”页上的指纹比对 / compare it with the page Audit']),
    ...findings.map(({ path, fault }) => `  ${path}: ${words[fault]}`),
    `${manifest.files.length} 个文件 / files`,
    isWhole && isOurs ? '一致 / agrees' : '不一致 / DOES NOT AGREE',
  ];
}
