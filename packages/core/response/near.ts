/** A place on earth, degrees (WGS 84). */
export interface Position {
  latitude: number;
  longitude: number;
}

const earthRadiusM = 6_371_008.8;
/** Within this of the place counts as there: a school building and the error of a phone indoors. */
const nearM = 80;
/** A phone that is less sure than this proves nothing. */
const worstAccuracyM = 150;

/** Great-circle distance, metres (haversine; R. W. Sinnott, Sky and Telescope 68, 1984). */
export function distanceM(a: Position, b: Position): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const dLat = radians(b.latitude - a.latitude);
  const dLon = radians(b.longitude - a.longitude);
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(dLon / 2) ** 2;
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Does a position this far away, known this exactly, prove that the person is there? */
export function isNear(distance: number, accuracyM: number): boolean {
  return accuracyM <= worstAccuracyM && distance <= nearM + accuracyM;
}
