import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type { Tx } from './db.ts';

export interface NoticeText {
  title: string;
  body: string;
}

/** A message to people that is not about an alarm: a reminder, a hand-over, a digest. */
export interface Notice {
  /** The same for a fact that is delivered twice: each person hears it once. */
  key: string;
  personIds: readonly string[];
  zh: NoticeText;
  en: NoticeText;
  /** Page that it opens, without the host. */
  path: string;
  /** A newer notice with the same tag takes the place of the older one on a screen. */
  tag: string;
  alarmKind?: AlarmKind;
  /** Can wait for the end of somebody's quiet hours, and goes to the first address of a channel only. */
  everyday?: boolean;
}

/** Where slices hand in their notices; who carries them is the notification slice's affair. */
export interface Notices {
  /** Inside the transaction of whatever it is about. */
  add(tx: Tx, notices: readonly Notice[]): Promise<void>;
  /** After its commit: the senders look. */
  wake(): void;
}
