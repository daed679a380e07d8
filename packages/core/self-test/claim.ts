/** Where in the stream a self-test sounds, samples. */
export interface Claim {
  /** What began from here on is the test: a look before the first sample that is played. */
  fromSample: number;
  /** The sound that the detector must name begins here at the earliest. */
  soundSample: number;
  /** The end of the run. */
  toSample: number;
}

/**
 * Is something heard the test itself? What began before it is somebody else's, as a scream that was under way
 * would be decided within a second, long before the test sound begins. What was a murmur since before and is decided only
 * under the test sound is the test sound: it must not wake people at night.
 */
export function isTestSound(
  heard: { beganSample: number; decidedSample: number },
  claim: Claim,
): boolean {
  const { beganSample, decidedSample } = heard;
  if (beganSample > claim.toSample) return false;
  if (beganSample >= claim.fromSample) return true;
  return decidedSample >= claim.soundSample && decidedSample <= claim.toSample;
}
