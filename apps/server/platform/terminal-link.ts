import type { DownLeaf, UpLeaf } from '@anyuan/contracts/topics.ts';

/** A message from a terminal, whoever's broker carried it. */
export interface UpMessage {
  terminalId: string;
  payload: Buffer;
  receivedAt: number;
}

/**
 * The terminals, behind our own broker or an outside one. Our own broker answers PUBACK only when the
 * handler has resolved (committed); on any broker the application acknowledgement says so.
 */
export interface TerminalLink {
  /** Registered once per leaf, before `start`. Must resolve when the message is safe, and not throw. */
  on(leaf: UpLeaf, handler: (message: UpMessage) => Promise<void>): void;
  /** At once, queued or retained, as `downDelivery` of contracts/topics.ts says. */
  send(terminalId: string, leaf: DownLeaf, payload: object): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  connected(): boolean;
}
