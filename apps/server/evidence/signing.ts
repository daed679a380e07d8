import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

/** Both halves in the clear: only in memory. Older programs kept it so in the table `installation`. */
export interface EvidenceKey {
  privateKey: string;
  publicKey: string;
  madeAt: number;
}

/** A new ed25519 key of this installation, both halves as PEM. */
export function newEvidenceKey(madeAt: number): EvidenceKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { privateKey, publicKey, madeAt };
}

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** SHA-256 of the key's SPKI in hex: what people compare. */
export function fingerprintOf(publicKey: string | KeyObject): string {
  const key = typeof publicKey === 'string' ? createPublicKey(publicKey) : publicKey;
  return sha256(key.export({ type: 'spki', format: 'der' }));
}

/** Base64. */
export function signBytes(bytes: Uint8Array, key: Pick<EvidenceKey, 'privateKey'>): string {
  return sign(null, bytes, createPrivateKey(key.privateKey)).toString('base64');
}

/** False for a signature, or a key, that is none. */
export function isSignedBy(bytes: Uint8Array, signature: string, publicKey: string): boolean {
  try {
    return verify(null, bytes, createPublicKey(publicKey), Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
