import { z } from 'zod';

export const nothing = z.strictObject({});
export const noBody = z.undefined().or(z.null()).or(z.strictObject({}));
export const done = z.strictObject({ ok: z.literal(true) });
export const alarmParams = z.strictObject({ alarmId: z.uuid() });
export const terminalParams = z.strictObject({ terminalId: z.uuid() });
export const incidentParams = z.strictObject({ incidentId: z.uuid() });
