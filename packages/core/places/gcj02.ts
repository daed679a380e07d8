/** Degrees. WGS 84 unless a name says otherwise. */
export interface Position {
  latitude: number;
  longitude: number;
}

/** Krasovsky 1940, on which the offset of Chinese maps is computed. */
const axis = 6_378_245;
const eccentricity2 = 0.006_693_421_622_965_943;

/** Outside of this box Chinese maps use WGS 84 as it is. */
function isShifted({ latitude, longitude }: Position): boolean {
  return longitude > 72.004 && longitude < 137.8347 && latitude > 0.8293 && latitude < 55.8271;
}

function waves(x: number): number {
  return ((20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2) / 3;
}

function shiftOf({ latitude, longitude }: Position): Position {
  const x = longitude - 105;
  const y = latitude - 35;
  const root = Math.sqrt(Math.abs(x));
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * root +
    waves(x) +
    ((20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3 +
    ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3;
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * root +
    waves(x) +
    ((20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3 +
    ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3;
  const radians = (latitude / 180) * Math.PI;
  const magic = 1 - eccentricity2 * Math.sin(radians) ** 2;
  const meridian = (axis * (1 - eccentricity2)) / (magic * Math.sqrt(magic));
  const parallel = (axis / Math.sqrt(magic)) * Math.cos(radians);
  return {
    latitude: (north * 180) / (meridian * Math.PI),
    longitude: (east * 180) / (parallel * Math.PI),
  };
}

/** WGS 84 to GCJ-02, the coordinates of maps in mainland China. Used at import and export alone. */
export function gcj02Of(position: Position): Position {
  if (!isShifted(position)) return { ...position };
  const shift = shiftOf(position);
  return {
    latitude: position.latitude + shift.latitude,
    longitude: position.longitude + shift.longitude,
  };
}

/** GCJ-02 to WGS 84, to within a centimetre: the shift has no inverse in closed form, so it is approached. */
export function wgs84Of(gcj: Position): Position {
  let guess = { ...gcj };
  for (let round = 0; round < 6; round++) {
    const there = gcj02Of(guess);
    guess = {
      latitude: guess.latitude + gcj.latitude - there.latitude,
      longitude: guess.longitude + gcj.longitude - there.longitude,
    };
  }
  return guess;
}
