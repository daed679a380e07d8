import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { FormField } from '@anyuan/contracts/routes/notifications.ts';
import type { MessageKind } from '@anyuan/core/notification/audience.ts';
import type { FloodLimit } from '@anyuan/core/notification/bundle.ts';
import type { TemplateWords } from '@anyuan/core/notification/text.ts';

export type SettingValues = Readonly<Record<string, string | number | boolean>>;

/** What an approved template of a provider may be filled with. */
export interface MessageWords extends TemplateWords {
  school: string;
  /** Clock time of the beginning at the school: "10:00". */
  time: string;
  /** "2026年3月2日 10:00" */
  date: string;
}

/** Everything a channel may put into a message. */
export interface Message {
  /** Id of the row: the same at every attempt, so that the other side can tell a repeat. */
  id: string;
  /** Unguessable; whoever has it may report this message delivered or read. */
  receipt: string;
  /** Null: a notice that is not about an alarm. */
  alarmId: string | null;
  title: string;
  body: string;
  /** Page of the alarm, without the host. */
  path: string;
  /** A newer message with the same tag takes the place of the older one on a screen. */
  tag: string;
  /** For machines: what happened, in place of words. */
  event: Record<string, unknown> | null;
  alarmKind: AlarmKind;
  words: MessageWords;
  /** Word of the answer "accepted", on a call that can be answered where it is shown. */
  accept?: string;
  /** A confirmation code; providers that want a template of its own for codes are given this alone. */
  code?: string;
}

/** What a channel may know of a person. */
export interface Recipient {
  personId: string;
  login: string;
  email: string | null;
  phone: string | null;
  /** Endpoints of this person's browsers. */
  pushEndpoints: readonly string[];
  /** Further addresses, see the table `contact`. */
  contacts: readonly { channel: string; address: string }[];
}

/**
 * `sent`: the other side took it; `reference` is its own number for it. `retry`: may work later, not before `afterMs` if given. `gone`:
 * will never work. `error` is shown on the alarm's page and logged: never an address or a name.
 */
export type Outcome =
  | { outcome: 'sent'; reference?: string }
  | { outcome: 'retry'; error: string; afterMs?: number }
  | { outcome: 'gone'; error: string };

/** What a provider says about a message it took. `unknown`: ask again. */
export type Arrival = 'delivered' | 'unknown' | { failed: string };

/** A way to reach people, with everything the console needs to set it up. */
export interface Channel<S = unknown> {
  kind: string;
  zh: string;
  en: string;
  /** What it can truthfully report. */
  reports: readonly ('sent' | 'delivered' | 'read')[];
  form: readonly FormField[];
  /** Without this the product is mute: it cannot be switched off. */
  alwaysOn?: boolean;
  enabledAtFirst: boolean;
  /** Values from the command line, under those saved on the console. */
  presets?: SettingValues;
  /** Kinds of message it carries to people. */
  carries: readonly MessageKind[];
  /** Carries notices: what is not about an alarm. */
  carriesNotices?: boolean;
  /** Carries events for a machine. */
  carriesEvents?: boolean;
  /** Kinds of message it carries to groups, and to which groups of a school. */
  carriesToGroups?: readonly MessageKind[];
  groupsOf?(school: string, settings: S): readonly string[];
  /** Groups hear one call per alarm, not one per tier. */
  callsOnce?: boolean;
  /** What the provider allows per address; without it the product's own limit. */
  flood?: FloodLimit;
  /** Sends at the same time, and attempts per message. */
  concurrencyMax: number;
  attemptsMax: number;
  /** Settings, or throws `channel.badSettings` with the field. */
  parseSettings(values: SettingValues): S;
  /** Where this channel reaches the person; empty: it does not. Event channels: where events go. */
  targetsOf(person: Recipient | null, settings: S): readonly string[];
  send(message: Message, target: string, settings: S): Promise<Outcome>;
  /** Asks the provider whether a message with this reference arrived. */
  ask?(sent: Sent, settings: S): Promise<Arrival>;
  stop?(): void;
}

export interface Sent {
  reference: string;
  target: string;
  sentAt: number;
}

/** Lets a channel with settings of its own stand in a list of channels. */
export function channel<S>(c: Channel<S>): Channel {
  return c as unknown as Channel;
}

/** The refusal of one field of a settings form. */
export function badSetting(field: string): Refusal {
  return new Refusal('channel.badSettings', { field });
}

/** A text of the form; required ones must not be empty. */
export function textSetting(values: SettingValues, field: string, required: boolean): string {
  const value = values[field] ?? '';
  if (typeof value !== 'string' || value.length > 2000) throw badSetting(field);
  const text = value.trim();
  if (required && text === '') throw badSetting(field);
  return text;
}

/** A web address of one of these protocols ("https:"). */
export function urlSetting(
  values: SettingValues,
  field: string,
  protocols: readonly string[],
): string {
  const text = textSetting(values, field, true);
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) throw badSetting(field);
  return text;
}

/** Why a request failed, in a word that names no address. */
export function failureWord(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const { code, name, cause } = error as Error & { code?: unknown };
  if (name === 'TimeoutError') return 'timeout';
  if (typeof code === 'string') return code;
  return cause === undefined ? name : failureWord(cause);
}

/** What an HTTP status means for a message, the way RFC 9110 sorts them. */
export function outcomeOfStatus(status: number, retryAfter: string | null): Outcome {
  if (status >= 200 && status < 300) return { outcome: 'sent' };
  const error = `HTTP ${status}`;
  const mayWorkLater = status >= 500 || status === 429 || status === 408 || status === 425;
  if (!mayWorkLater) return { outcome: 'gone', error };
  const seconds = Number(retryAfter ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0
    ? { outcome: 'retry', error, afterMs: seconds * 1000 }
    : { outcome: 'retry', error };
}
