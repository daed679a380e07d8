import {
  type EvidenceFault,
  type EvidenceManifest,
  evidenceManifestSchema,
  evidenceSignatureFiles,
} from '@anyuan/contracts/evidence.ts';
import { strFromU8, unzipSync } from 'fflate';
import { fingerprintOf, isSignedBy, sha256 } from './signing.ts';

export interface PackageCheck {
  /** Null: there is none, or nobody can read it. */
  manifest: EvidenceManifest | null;
  isSigned: boolean;
  /** Of the key in the package; null without a readable one. */
  fingerprint: string | null;
  findings: { path: string; fault: EvidenceFault }[];
}

/** More is no package of ours: a zip of zeros must not fill the memory. */
const mostBytes = 2 ** 31;

/**
 * What a package says and whether it is still so: signature of the manifest, digest of every file, files too many and too few.
 * A package signed anew with another key is found only by comparing the fingerprint. Throws on what is no zip.
 */
export function verifyPackage(zip: Uint8Array): PackageCheck {
  const names: string[] = [];
  let total = 0;
  const files = unzipSync(zip, {
    filter({ name, originalSize }) {
      names.push(name);
      total += originalSize;
      if (total > mostBytes) throw new Error('the zip holds more than 2 GiB');
      return true;
    },
  });
  const text = (path: string) => {
    const bytes = files[path];
    return bytes ? strFromU8(bytes) : '';
  };
  const manifest = readManifest(text('manifest.json'));
  const publicKey = text('public-key.pem');
  const signed = files['manifest.json'] ?? new Uint8Array();
  return {
    manifest,
    isSigned: isSignedBy(signed, text('manifest.sig'), publicKey),
    fingerprint: readFingerprint(publicKey),
    findings: manifest ? faultsOf(manifest, files, names) : [],
  };
}

function readManifest(text: string): EvidenceManifest | null {
  try {
    return evidenceManifestSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function readFingerprint(publicKey: string): string | null {
  try {
    return fingerprintOf(publicKey);
  } catch {
    return null;
  }
}

function faultsOf(
  manifest: EvidenceManifest,
  files: Record<string, Uint8Array>,
  names: readonly string[],
): PackageCheck['findings'] {
  const known = new Set<string>(evidenceSignatureFiles);
  const findings: PackageCheck['findings'] = [];
  for (const { path, bytes, sha256: expected } of manifest.files) {
    known.add(path);
    const found = files[path];
    if (!found) findings.push({ path, fault: 'missing' });
    else if (found.length !== bytes || sha256(found) !== expected) {
      findings.push({ path, fault: 'changed' });
    }
  }
  const seen = new Set<string>();
  for (const name of names) {
    // Two of one name: each program would show another one.
    if (seen.has(name)) findings.push({ path: name, fault: 'doubled' });
    else if (!known.has(name)) findings.push({ path: name, fault: 'added' });
    seen.add(name);
  }
  return findings;
}
