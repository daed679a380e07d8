import { waitingStore } from './waiting.ts';

/** At the start of the page: what waits is sent; a phone on which nothing waits loads nothing for it. */
export function resumeReports(): void {
  if (waitingStore.get().length === 0) return;
  void import('./report-outbox.ts').then(({ outbox }) => outbox.resume());
}
