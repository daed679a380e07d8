import type { z } from 'zod';
import { detectionSchema } from './detection.ts';

/**
 * Heard, and by the settings of the place only recorded: no alarm, nobody called, no clip. Also what
 * the detector made of the self-test (`alarmKind` test).
 */
export const observationSchema = detectionSchema.omit({ sentAt: true, clip: true });
export type Observation = z.infer<typeof observationSchema>;
