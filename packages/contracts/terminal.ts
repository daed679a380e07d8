import { z } from 'zod';
import { alarmKinds } from './detection.ts';
import { terminalHearingSchema } from './hearing.ts';
import { defaultPhrases, phraseSchema, phrasesMax } from './phrases.ts';
import { selfTestFaults } from './self-test.ts';
import { softwareWishSchema, updatablePlatforms } from './software.ts';

const epochMs = z.int().min(0).max(8_640_000_000_000_000);

/** Every 30 s from each terminal. */
export const heartbeatSchema = z.strictObject({
  v: z.literal(1),
  at: epochMs,
  levelDbfs: z.number().min(-200).max(10).nullable(),
  temperatureC: z.number().min(-100).max(200).nullable(),
  diskFreeMb: z.number().min(0),
  spooled: z.int().min(0),
  uptimeSec: z.number().min(0),
  version: z.string().max(40),
  configVersion: z.int().min(0),
  microphone: z.enum(['ok', 'silent', 'dead', 'none']),
  /** What it runs on, said by a terminal that follows a wish for other software; without it, it cannot. */
  updates: z.enum(updatablePlatforms).optional(),
});
export type Heartbeat = z.infer<typeof heartbeatSchema>;

export const faultCodes = [
  'microphone.dead',
  'microphone.silent',
  'microphone.missing',
  'microphone.refused',
  'button.dead',
  'button.stuck',
  'model.missing',
  'model.damaged',
  'words.model',
  'words.engine',
  'words.phrase',
  'words.secondLook',
  'spool.full',
  'spool.unwritable',
  'speaker.dead',
  'watchdog.restarted',
  'clock.jumped',
  'speaker.locked',
  'page.hidden',
  'software.refused',
  'software.rolledBack',
  ...selfTestFaults,
] as const;
export type FaultCode = (typeof faultCodes)[number];

/** A device fault, or its end (`cleared`). */
export const faultSchema = z.strictObject({
  v: z.literal(1),
  id: z.uuid(),
  at: epochMs,
  code: z.enum(faultCodes),
  cleared: z.boolean(),
  detail: z.string().max(400),
});
export type Fault = z.infer<typeof faultSchema>;

/** Somebody held the button at the terminal for 3 s during an accepted alarm: arrival. */
export const arrivalPressSchema = z.strictObject({
  v: z.literal(1),
  id: z.uuid(),
  at: epochMs,
  sentAt: epochMs,
});
export type ArrivalPress = z.infer<typeof arrivalPressSchema>;

/** Retained on `status`; the last will says `online: false`. */
export const statusSchema = z.strictObject({ v: z.literal(1), online: z.boolean(), at: epochMs });
export type TerminalStatus = z.infer<typeof statusSchema>;

/** Application acknowledgement: these ids are committed, or refused for good with a code. */
export const ackSchema = z.strictObject({
  v: z.literal(1),
  ids: z.array(z.string().max(64)).max(500),
  refused: z.array(z.strictObject({ id: z.string().max(64), code: z.string().max(60) })).max(500),
});
export type Ack = z.infer<typeof ackSchema>;

/** What the terminal may truthfully tell the child. Retained on `state`. */
export const terminalStages = ['idle', 'sent', 'accepted', 'arrived', 'closed'] as const;
export type TerminalStage = (typeof terminalStages)[number];
export const terminalStateSchema = z.strictObject({
  v: z.literal(1),
  stage: z.enum(terminalStages),
  alarmId: z.string().nullable(),
  alarmKind: z.enum(alarmKinds).nullable(),
  /** Family name and title of who accepted, as spoken: "王老师". */
  accepter: z.string().max(40).nullable(),
  at: epochMs,
});
export type TerminalState = z.infer<typeof terminalStateSchema>;

/** Server to terminal, on `ask`: do this now. What comes late is not done: whoever asked has gone home. */
export const terminalAskSchema = z.strictObject({
  v: z.literal(1),
  id: z.uuid(),
  what: z.literal('selfTest'),
  /** Server's clock. */
  expiresAt: epochMs,
});
export type TerminalAsk = z.infer<typeof terminalAskSchema>;

export const zoneKinds = [
  'toilet',
  'dormitory',
  'corridor',
  'classroom',
  'playground',
  'gate',
  'office',
  'other',
] as const;
export type ZoneKind = (typeof zoneKinds)[number];

/** Pushed from the server, retained on `config`. */
export const terminalConfigSchema = z.strictObject({
  v: z.literal(1),
  version: z.int().min(0),
  name: z.string().max(80),
  /** "西街校区 · 教学楼 2 层 · 东侧卫生间" */
  place: z.string().max(200),
  zoneKind: z.enum(zoneKinds),
  privacy: z.boolean(),
  clip: z.strictObject({
    enabled: z.boolean(),
    preRollSec: z.number().min(0).max(60),
    postRollSec: z.number().min(0).max(60),
  }),
  heartbeatSec: z.number().min(5).max(600),
  /** Shift of the shipped score thresholds, -0.5 (more sensitive) .. 0.5 (less). */
  sensitivity: z.number().min(-0.5).max(0.5),
  /** Sustained level over the learned floor that counts, dB. */
  levelOverFloorDb: z.number().min(3).max(80),
  speaker: z.strictObject({ volume: z.number().min(0).max(1), deterrent: z.boolean() }),
  /** Wall clock of the school; a server of before said nothing of it. */
  timeZone: z.string().max(60).default('Asia/Shanghai'),
  /** Minute of the day of the nightly self-test; null: none. */
  selfTestAtMinute: z.int().min(0).max(1439).nullable().default(190),
  /** What the words branches listen for; settings kept from before there were any take the list we ship. */
  phrases: z.array(phraseSchema).max(phrasesMax).default(defaultPhrases),
  /** How to judge, by the hour; without it `sensitivity` and `levelOverFloorDb` above hold. */
  hearing: terminalHearingSchema.nullable().default(null),
  /** Which version it is to run; said only where somebody wants another. */
  software: softwareWishSchema.optional(),
});
export type TerminalConfig = z.infer<typeof terminalConfigSchema>;

/** Settings of a terminal whose server has not spoken yet. */
export const defaultTerminalConfig: TerminalConfig = {
  v: 1,
  version: 0,
  name: '',
  place: '',
  zoneKind: 'other',
  privacy: false,
  clip: { enabled: true, preRollSec: 10, postRollSec: 5 },
  heartbeatSec: 30,
  sensitivity: 0,
  levelOverFloorDb: 35,
  speaker: { volume: 0.9, deterrent: false },
  timeZone: 'Asia/Shanghai',
  selfTestAtMinute: 190,
  phrases: defaultPhrases,
  hearing: null,
};

/** Answer to an enrolment. `secret` is the MQTT password and the bearer secret; shown once. */
export const enrolmentSchema = z.strictObject({
  terminalId: z.uuid(),
  secret: z.string(),
  shard: z.int().min(0),
  mqttUrl: z.string(),
  name: z.string(),
});
export type Enrolment = z.infer<typeof enrolmentSchema>;
