import { z } from 'zod';

export const evidenceFormat = 'anyuan-evidence/1';

/** Files of a package that the manifest cannot name: itself, its signature, the key. */
export const evidenceSignatureFiles = ['manifest.json', 'manifest.sig', 'public-key.pem'] as const;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What an evidence package says of itself; its bytes are signed (ed25519). */
export const evidenceManifestSchema = z.strictObject({
  format: z.literal(evidenceFormat),
  incidentId: z.uuid(),
  number: z.int(),
  /** Epoch ms, clock of the server. */
  madeAt: z.number(),
  madeBy: z.string(),
  reason: z.string(),
  /** Seal of the whole record when the package was made: it is still in the chain later. */
  seal: z.strictObject({ number: z.int(), sealedUntil: z.number(), hash: sha256 }).nullable(),
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int().min(0), sha256 })),
});
export type EvidenceManifest = z.infer<typeof evidenceManifestSchema>;

/** What is wrong with one file of a package. */
export const evidenceFaults = ['changed', 'missing', 'added', 'doubled'] as const;
export type EvidenceFault = (typeof evidenceFaults)[number];
