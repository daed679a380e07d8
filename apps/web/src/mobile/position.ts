import type { ArrivalProof } from '../response/actions.ts';

export type PositionTrouble = 'positionRefused' | 'positionMissing' | 'positionInsecure';

export type PositionProof = Extract<ArrivalProof, { method: 'position' }>;

/** Where this phone is, as proof of arrival unless `exact` is false; trouble comes back as words. */
export function readPosition(exact = true): Promise<PositionProof | PositionTrouble> {
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
      { enableHighAccuracy: exact, timeout: 15_000, maximumAge: exact ? 5000 : 30_000 },
    );
  });
}
