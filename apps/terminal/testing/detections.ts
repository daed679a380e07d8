import type { Detection } from '@anyuan/contracts/detection.ts';
import { v7 as uuidV7 } from 'uuid';

/** A detection as the terminal makes it. */
export const detectionOf = (over: Partial<Detection> = {}): Detection => ({
  v: 1,
  id: uuidV7(),
  kind: 'button',
  alarmKind: 'actual',
  beganAt: 1_000,
  decidedAt: 1_010,
  sentAt: 1_010,
  confidence: 4,
  reasons: [{ branch: 'button', label: 'button', score: 1 }],
  clip: false,
  ...over,
});
