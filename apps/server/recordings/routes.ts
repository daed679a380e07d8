import { Refusal } from '@anyuan/contracts/errors.ts';
import { routes } from '@anyuan/contracts/routes/index.ts';
import type { FastifyReply } from 'fastify';
import { parseByteRange } from '../platform/byte-range.ts';
import type { Http } from '../platform/http.ts';
import type { Recordings } from './recordings.ts';

export function serveRecordings(http: Http, recordings: Recordings): void {
  http.serve(routes.uploadClip, async ({ terminalId, params, body }) => {
    // Another content type was parsed into something else, or nothing was sent at all.
    if (!Buffer.isBuffer(body)) throw new Refusal('clip.notAudio');
    await recordings.storeClip(terminalId, params.detectionId, body);
    return { ok: true as const };
  });

  http.serve(routes.showPrivacy, ({ who }) =>
    recordings.privacy([...who.schoolIds('terminal.view')]),
  );

  http.serve(routes.playClip, async ({ who, params, query, request, reply }) => {
    const { alarmId, detectionId } = params;
    const bytes = await recordings.playClip({
      alarmId,
      detectionId,
      personId: who.personId,
      reason: query.reason,
    });
    return sendPart(reply, bytes, request.headers.range);
  });
}

/** Players ask for parts to jump about in a recording. Nothing of it may stay in a browser. */
function sendPart(reply: FastifyReply, bytes: Buffer, header: string | undefined): FastifyReply {
  const range = parseByteRange(header, bytes.length);
  reply
    .type('audio/wav')
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff')
    .header('accept-ranges', 'bytes');
  if (range.kind === 'whole') return reply.send(bytes);
  if (range.kind === 'unsatisfiable') {
    return reply.status(416).header('content-range', `bytes */${bytes.length}`).send();
  }
  return reply
    .status(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${bytes.length}`)
    .send(bytes.subarray(range.start, range.end + 1));
}
