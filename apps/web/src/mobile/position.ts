import type { ArrivalProof } from '../response/actions.ts';

export type PositionTrouble = 'positionRefused' | 'positionMissing' | 'positionInsecure';

/** Where this phone is, as proof of arrival; trouble comes back as words. */
export function readPosition(): Promise<ArrivalProof | PositionTrouble> {
  return new Promise((done) => {
    if (!('geolocation' in navigator)) return done('positionMissing');
    if (!isSecureContext) return done('positionInsecure');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        done({
          method: 'position',
          latitude: coords.latitude,
          longitude: coords.longitude,
          accuracyM: Math.min(5000, Math.max(0, coords.accuracy)),
        }),
      (error) => done(error.code === 1 ? 'positionRefused' : 'positionMissing'),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 5000 },
    );
  });
}
