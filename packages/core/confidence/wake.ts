import type { DetectionKind } from '@anyuan/contracts/detection.ts';

/**
 * Does this call people, or is it only recorded? A hand on a button or a phone always calls; so does
 * whatever is sure (4). In doubt, raise: a setting that is no number calls.
 */
export function wakes(
  heard: { kind: DetectionKind; confidence: number },
  wakeFrom: number,
): boolean {
  if (heard.kind === 'button' || heard.kind === 'person' || heard.confidence >= 4) return true;
  return !(heard.confidence < wakeFrom);
}
