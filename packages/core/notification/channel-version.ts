import type { FormField } from '@anyuan/contracts/routes/notifications.ts';

export type ChannelValues = Readonly<Record<string, string | number | boolean>>;

/** What a version of a channel's settings keeps: every secret is a number in place of its value. */
export interface ChannelContent {
  enabled: boolean;
  settings: ChannelValues;
  /** Secrets that were set, with the version that set each to the value it had. */
  secrets: Readonly<Record<string, number>>;
}

type Form = readonly FormField[];
type Before = { content: ChannelContent; values: ChannelValues };

/** What to keep of these settings as this version. `before`: the version they replace, null for the first. */
export function channelContentOf(of: {
  form: Form;
  enabled: boolean;
  values: ChannelValues;
  version: number;
  before: Before | null;
}): ChannelContent {
  const { form, enabled, values, version, before } = of;
  const secrets = form.flatMap(({ name, kind }) => {
    if (kind !== 'secret' || !isSet(values[name])) return [];
    const since = before?.values[name] === values[name] ? before?.content.secrets[name] : version;
    return [[name, since ?? version] as const];
  });
  return { enabled, settings: withoutSecrets(form, values), secrets: Object.fromEntries(secrets) };
}

/** The settings of an earlier version with the secrets of now: versions have none of their own. */
export function restoredValues(form: Form, content: ChannelContent, now: ChannelValues) {
  const secrets = form.flatMap(({ name, kind }) => {
    const value = now[name];
    return kind === 'secret' && value !== undefined ? [[name, value] as const] : [];
  });
  return { ...withoutSecrets(form, content.settings), ...Object.fromEntries(secrets) };
}

/** Names of secrets that were set, replaced or cleared between the two. */
export function changedSecrets(form: Form, a: ChannelContent, b: ChannelContent): string[] {
  return namesOf(form, (name) => a.secrets[name] !== b.secrets[name]);
}

/** Names of the fields that differ, `enabled` among them; never a value. */
export function changedFields(form: Form, a: ChannelContent, b: ChannelContent): string[] {
  const fields = namesOf(form, (name) => {
    return a.settings[name] !== b.settings[name] || a.secrets[name] !== b.secrets[name];
  });
  return a.enabled === b.enabled ? fields : ['enabled', ...fields];
}

/** Only fields that the form has today: one that became a secret since is left out as well. */
export function withoutSecrets(form: Form, values: ChannelValues): ChannelValues {
  const kept = form.flatMap(({ name, kind }) => {
    const value = values[name];
    return kind === 'secret' || !isSet(value) ? [] : [[name, value] as const];
  });
  return Object.fromEntries(kept);
}

function namesOf(form: Form, differs: (name: string) => boolean): string[] {
  return form.map((field) => field.name).filter(differs);
}

function isSet<T>(value: T | undefined | ''): value is T {
  return value !== undefined && value !== '';
}
