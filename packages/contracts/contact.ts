import { z } from 'zod';

/** Kinds of address a person can be reached at. Which channel uses them decides the notification slice. */
export const contactChannels = ['phone', 'email', 'wecom', 'wechat'] as const;
export type ContactChannel = (typeof contactChannels)[number];

/** A code that was sent and can still be typed in. */
export const waitingCodeSchema = z.strictObject({
  sentAt: z.number(),
  expiresAt: z.number(),
  triesLeft: z.int(),
});

/** One way to reach a person. `id` null: from the account's own record, not yet taken over as a contact. */
export const contactSchema = z.strictObject({
  id: z.uuid().nullable(),
  channel: z.enum(contactChannels),
  /** Whole for oneself, masked for everybody else. */
  address: z.string(),
  confirmedAt: z.number().nullable(),
  code: waitingCodeSchema.nullable(),
});
export type Contact = z.infer<typeof contactSchema>;

/** Somebody else with the same address: by role; by name only for those who may see people there. */
export const addressTwinSchema = z.strictObject({
  role: z.string(),
  organisationName: z.string(),
  name: z.string().nullable(),
});
export type AddressTwin = z.infer<typeof addressTwinSchema>;

/** Minutes of the day between which everyday notices wait; over midnight when the end comes first. */
export const quietHoursSchema = z.strictObject({
  fromMinute: z.int().min(0).max(1439),
  toMinute: z.int().min(0).max(1439),
});
export type QuietHours = z.infer<typeof quietHoursSchema>;

export const myContactsSchema = z.strictObject({
  contacts: z.array(contactSchema),
  /** Channels for which this installation can send something: others are kept but not used yet. */
  usable: z.array(z.enum(contactChannels)),
  quiet: quietHoursSchema.nullable(),
});
export type MyContacts = z.infer<typeof myContactsSchema>;

/** How one person of an organisation can be reached, for those who keep the list. */
export const personContactsSchema = z.strictObject({
  personId: z.uuid(),
  name: z.string(),
  roles: z.array(z.string()),
  active: z.boolean(),
  contacts: z.array(contactSchema),
  /** Browsers that take pushes. */
  pushCount: z.int(),
});
export type PersonContacts = z.infer<typeof personContactsSchema>;
