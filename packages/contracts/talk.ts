import { z } from 'zod';

const epochMs = z.int().min(0).max(8_640_000_000_000_000);
/** Audio alone with host candidates is about 2 KB. */
const sdp = z.string().min(10).max(20_000);

/** `listen`: only the terminal's microphone; allowed per zone, never in a privacy zone. */
export const talkModes = ['talk', 'listen'] as const;
export type TalkMode = (typeof talkModes)[number];

/**
 * Why a talk ended: `hungUp` by the person, `alarmClosed` with its alarm, `timeLimit`, `lost` when no sound came through any more,
 * `notConnected` when it never did, `offline` when the terminal went away, `refused` by the
 * terminal, `noSpeaker` when the notice could not be played there.
 */
export const talkEnds = [
  'hungUp',
  'alarmClosed',
  'timeLimit',
  'lost',
  'notConnected',
  'offline',
  'refused',
  'noSpeaker',
] as const;
export type TalkEnd = (typeof talkEnds)[number];

/** One server that helps two ends find each other (RFC 8489, RFC 8656). None by default: the campus network needs none. */
export const iceServerSchema = z.strictObject({
  urls: z.string().max(300),
  username: z.string().max(200).optional(),
  credential: z.string().max(200).optional(),
});
export type IceServer = z.infer<typeof iceServerSchema>;

/** Server to terminal, on `talk`. Not retained: a late offer is of no use to anybody. */
export const talkDownSchema = z.discriminatedUnion('type', [
  z.strictObject({
    v: z.literal(1),
    type: z.literal('offer'),
    talkId: z.uuid(),
    alarmId: z.uuid(),
    mode: z.enum(talkModes),
    /** Says "a teacher is talking to you" before any sound is exchanged. */
    notice: z.boolean(),
    sdp,
    /** The terminal ends it after this by itself. */
    limitSec: z.int().min(10).max(3600),
    iceServers: z.array(iceServerSchema).max(8),
  }),
  z.strictObject({ v: z.literal(1), type: z.literal('end'), talkId: z.uuid() }),
]);
export type TalkDown = z.infer<typeof talkDownSchema>;

/** `noCodec`: the browser offers no G.711; `busy`: another talk runs here; `failed`: anything else, in the terminal's log. */
export const talkRefusals = ['noCodec', 'busy', 'failed'] as const;
export type TalkRefusal = (typeof talkRefusals)[number];

/** Terminal to server, on `talkback`. */
export const talkUpSchema = z.discriminatedUnion('type', [
  z.strictObject({ v: z.literal(1), type: z.literal('answer'), talkId: z.uuid(), sdp }),
  z.strictObject({
    v: z.literal(1),
    type: z.literal('refused'),
    talkId: z.uuid(),
    reason: z.enum(talkRefusals),
  }),
  z.strictObject({
    v: z.literal(1),
    type: z.literal('connected'),
    talkId: z.uuid(),
    at: epochMs,
  }),
  z.strictObject({
    v: z.literal(1),
    type: z.literal('ended'),
    talkId: z.uuid(),
    reason: z.enum(['timeLimit', 'lost', 'notConnected', 'noSpeaker']),
  }),
]);
export type TalkUp = z.infer<typeof talkUpSchema>;
