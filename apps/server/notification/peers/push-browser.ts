import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  hkdfSync,
  randomBytes,
  verify,
} from 'node:crypto';
import type { HttpHit } from './http-peer.ts';

/**
 * The receiving end of web push, written from the RFCs and not from the library that sends: what a
 * browser decrypts (RFC 8188, 8291) and what a push service checks (RFC 8030, 8292).
 */
export interface PushBrowser {
  endpoint: string;
  keys: { p256dh: string; auth: string };
  /** Decrypts a message; throws when it was not meant for this browser. */
  open(hit: HttpHit): Record<string, unknown>;
}

export function makePushBrowser(endpoint: string): PushBrowser {
  const ecdh = createECDH('prime256v1');
  const publicKey = ecdh.generateKeys();
  const auth = randomBytes(16);
  return {
    endpoint,
    keys: { p256dh: publicKey.toString('base64url'), auth: auth.toString('base64url') },
    open(hit) {
      if (hit.headers['content-encoding'] !== 'aes128gcm') throw new Error('not aes128gcm');
      return JSON.parse(decrypt(hit.body, { ecdh, publicKey, auth })) as Record<string, unknown>;
    },
  };
}

type Secrets = { ecdh: ReturnType<typeof createECDH>; publicKey: Buffer; auth: Buffer };

/** RFC 8188: salt (16), record size (4), key id length (1), key id; one record here. */
function decrypt(body: Buffer, { ecdh, publicKey, auth }: Secrets): string {
  const salt = body.subarray(0, 16);
  const recordSize = body.readUInt32BE(16);
  const keyIdLength = body.readUInt8(20);
  const senderKey = body.subarray(21, 21 + keyIdLength);
  const record = body.subarray(21 + keyIdLength);
  if (record.length > recordSize) throw new Error('more than one record');
  const shared = ecdh.computeSecret(senderKey);
  // RFC 8291, 3.4: both public keys are bound into the input keying material.
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, senderKey]);
  const ikm = Buffer.from(hkdfSync('sha256', shared, auth, info, 32));
  const derive = (label: string, length: number) =>
    Buffer.from(hkdfSync('sha256', ikm, salt, Buffer.from(`Content-Encoding: ${label}\0`), length));
  const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  const end = padded.lastIndexOf(2);
  if (end < 0 || padded.subarray(end + 1).some((b) => b !== 0)) throw new Error('bad padding');
  return padded.subarray(0, end).toString('utf8');
}

export interface VapidClaims {
  aud: string;
  exp: number;
  sub: string;
  /** The application server key that signed, base64url. */
  key: string;
}

/** Checks the ES256 signature of `Authorization: vapid t=..., k=...`; throws when it is not right. */
export function vapidClaimsOf(hit: HttpHit): VapidClaims {
  const header = hit.headers.authorization ?? '';
  const [, token, key] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(header) ?? [];
  if (!token || !key) throw new Error(`not a VAPID header: ${header}`);
  const [head = '', claims = '', signature = ''] = token.split('.');
  const { alg, typ } = JSON.parse(Buffer.from(head, 'base64url').toString());
  if (alg !== 'ES256' || typ !== 'JWT') throw new Error('not an ES256 JWT');
  const point = Buffer.from(key, 'base64url');
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33, 65).toString('base64url'),
    },
  });
  const isRight = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!isRight) throw new Error('wrong VAPID signature');
  return { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), key };
}
