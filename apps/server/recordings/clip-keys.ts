import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { z } from 'zod';

const keysSchema = z.strictObject({
  current: z.string().regex(/^[0-9a-f]{16}$/),
  keys: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[0-9a-f]{16}$/),
        /** 256 bits, base64. */
        key: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
        madeAt: z.number(),
      }),
    )
    .min(1),
});
type Keys = z.infer<typeof keysSchema>;

/** Begins every sealed clip: what it is, in which version. */
const magic = Buffer.from('AYC1', 'latin1');
const idBytes = 8;
const ivBytes = 12;
const tagBytes = 16;
const headBytes = magic.length + idBytes + ivBytes + tagBytes;

/** Seals clips with AES-256-GCM; a clip opens only under the name it was sealed for. */
export interface ClipKeys {
  /** Reads the keys anew. Throws `clip.keyMissing`. */
  check(): void;
  /** Throws `clip.keyMissing`. */
  seal(name: string, bytes: Buffer): Buffer;
  /** The bytes; null when they were damaged or belong to another clip. Throws `clip.keyMissing`. */
  open(name: string, sealed: Buffer): Buffer | null;
  isSealed(bytes: Buffer): boolean;
  /** Sealed with the newest key? */
  isCurrent(bytes: Buffer): boolean;
  /** When the newest key was made. Throws `clip.keyMissing`. */
  newestMadeAt(): number;
  /** Forgets every key that is not in `used`; the current one stays. */
  forget(used: ReadonlySet<string>): void;
}

/** Id of the key that sealed these bytes. */
export function keyIdOf(sealed: Buffer): string {
  return sealed.toString('hex', magic.length, magic.length + idBytes);
}

function newKey(now: number): Keys['keys'][number] {
  return {
    id: randomBytes(8).toString('hex'),
    key: randomBytes(32).toString('base64'),
    madeAt: now,
  };
}

/** Synced before it takes the old one's place: a power cut leaves the one or the other, whole. */
function writeKeys(path: string, keys: Keys): void {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(file, `${JSON.stringify(keys, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function readKeys(path: string): Keys | null {
  try {
    const keys = keysSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return keys.keys.some((k) => k.id === keys.current) ? keys : null;
  } catch {
    return null;
  }
}

/** Makes the first key. Only for a folder without sealed clips: another key would not open those. */
export function makeFirstKey(path: string, now: number): void {
  const key = newKey(now);
  writeKeys(path, { current: key.id, keys: [key] });
}

/** A new key for new clips; the old ones stay until every clip was sealed anew. Null: no usable file. */
export function rotateKey(path: string, now: number): { id: string; keys: number } | null {
  const before = readKeys(path);
  if (before === null) return null;
  const key = newKey(now);
  writeKeys(path, { current: key.id, keys: [...before.keys, key] });
  return { id: key.id, keys: before.keys.length + 1 };
}

/** The keys of a file; it is read again whenever it changed, so that a rotation needs no restart. */
export function openClipKeys(path: string): ClipKeys {
  let read: { keys: Keys; mtimeMs: number } | null = null;

  const keysNow = (): Keys => {
    const mtimeMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
    if (mtimeMs === null) throw new Refusal('clip.keyMissing');
    if (read?.mtimeMs === mtimeMs) return read.keys;
    const keys = readKeys(path);
    if (keys === null) throw new Refusal('clip.keyMissing');
    read = { keys, mtimeMs };
    return keys;
  };
  const secretOf = (keys: Keys, id: string): Buffer => {
    const found = keys.keys.find((k) => k.id === id);
    if (!found) throw new Refusal('clip.keyMissing');
    return Buffer.from(found.key, 'base64');
  };
  const isSealed = (bytes: Buffer) =>
    bytes.length >= headBytes && bytes.subarray(0, magic.length).equals(magic);

  return {
    check: () => void keysNow(),
    isSealed,
    isCurrent: (bytes) => isSealed(bytes) && keyIdOf(bytes) === keysNow().current,
    newestMadeAt: () => Math.max(...keysNow().keys.map((k) => k.madeAt)),
    seal(name, bytes) {
      const keys = keysNow();
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', secretOf(keys, keys.current), iv);
      cipher.setAAD(Buffer.from(name, 'utf8'));
      const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
      return Buffer.concat([
        magic,
        Buffer.from(keys.current, 'hex'),
        iv,
        cipher.getAuthTag(),
        sealed,
      ]);
    },
    open(name, bytes) {
      const secret = secretOf(keysNow(), keyIdOf(bytes));
      const ivAt = magic.length + idBytes;
      const iv = bytes.subarray(ivAt, ivAt + ivBytes);
      const decipher = createDecipheriv('aes-256-gcm', secret, iv, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(name, 'utf8'));
      decipher.setAuthTag(bytes.subarray(ivAt + ivBytes, headBytes));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(headBytes)), decipher.final()]);
      } catch {
        return null;
      }
    },
    forget(used) {
      const keys = keysNow();
      const kept = keys.keys.filter((k) => k.id === keys.current || used.has(k.id));
      if (kept.length < keys.keys.length) writeKeys(path, { ...keys, keys: kept });
    },
  };
}
