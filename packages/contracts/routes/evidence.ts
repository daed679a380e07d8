import { z } from 'zod';
import { incidentParams, noBody, nothing } from './common.ts';
import { route } from './route.ts';

export const evidenceRoutes = {
  takeEvidence: route({
    method: 'GET',
    path: '/api/incidents/:incidentId/evidence.zip',
    access: 'recording.play',
    subject: 'incident',
    summary:
      'Everything on record about one incident with its recordings, as a signed zip; on record with the reason.',
    params: incidentParams,
    query: z.strictObject({ reason: z.string().trim().min(1).max(200) }),
    body: noBody,
    reply: z.unknown(),
    raw: 'out',
  }),
  showEvidenceKey: route({
    method: 'GET',
    path: '/api/evidence-key',
    access: 'audit.view',
    subject: 'none',
    summary: 'The key that signs evidence packages of this installation, to compare with one.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({
      /** SHA-256 of the public key (SPKI, DER) in hex. */
      fingerprint: z.string(),
      publicKey: z.string(),
      madeAt: z.number(),
      /** False: the key file is away, no package can be signed until it is put back. */
      isUsable: z.boolean(),
      /** Keys that signed before, newest first: what they signed stays valid. */
      former: z.array(
        z.strictObject({ fingerprint: z.string(), madeAt: z.number(), until: z.number() }),
      ),
    }),
  }),
};
