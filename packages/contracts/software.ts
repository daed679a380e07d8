import { z } from 'zod';

/** "0.2.0"; compared number by number. */
export const softwareVersion = z.string().regex(/^\d{1,4}\.\d{1,4}\.\d{1,4}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Ed25519, 64 bytes, base64url. */
export const softwareSignature = z.string().regex(/^[A-Za-z0-9_-]{86}$/);

/** Terminals that can be updated run on these. */
export const updatablePlatforms = ['linux-x64', 'linux-arm64'] as const;
export const softwarePlatforms = [...updatablePlatforms, 'linux'] as const;
export type SoftwarePlatform = (typeof softwarePlatforms)[number];

/** `release.json` in the root of a release archive. */
export const softwareManifestSchema = z.strictObject({
  v: z.literal(1),
  version: softwareVersion,
  /** `linux` runs on both. */
  platform: z.enum(softwarePlatforms),
  /** The oldest server it can talk to. */
  minServer: softwareVersion,
  /** Packages that must be there already: nothing is fetched on a terminal. Name -> exact version. */
  dependencies: z.record(z.string().max(100), z.string().max(60)),
  /** Every file of the archive but this one, path with `/` -> SHA-256. */
  files: z.record(
    z
      .string()
      .max(300)
      .regex(/^(?!\/)(?!.*(^|\/)\.\.?(\/|$))[^\\\0]+$/),
    sha256,
  ),
});
export type SoftwareManifest = z.infer<typeof softwareManifestSchema>;

/**
 * What the server wants a terminal to run, in the retained configuration. Without address: back to a
 * version that is still on its disk.
 */
export const softwareWishSchema = z.union([
  z.strictObject({
    version: softwareVersion,
    /** Path at the terminal's own server: nothing is fetched from anywhere else. */
    url: z.string().regex(/^\/api\/terminal\/software\/[0-9a-f]{64}$/),
    sha256,
    signature: softwareSignature,
  }),
  z.strictObject({ version: softwareVersion, url: z.null() }),
]);
export type SoftwareWish = z.infer<typeof softwareWishSchema>;

/** What the maker signs: the hash of the whole archive, and with it everything inside. */
export const signedText = (archiveSha256: string) => `anyuan-terminal-release 1 ${archiveSha256}\n`;

/** Below 0: `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < 3; i++) {
    const by = (x[i] ?? 0) - (y[i] ?? 0);
    if (by !== 0) return by;
  }
  return 0;
}
