/** Where a phone is. */
export interface Place {
  latitude: number;
  longitude: number;
  accuracyM: number;
}

/** A thousandth of a degree is at most 111 m: enough to call who is near first, too little to follow anybody. */
const steps = 1000;
const coarseM = 120;

/** The position as it is sent while no alarm needs it exactly. */
export function coarse({ latitude, longitude, accuracyM }: Place): Place {
  const rounded = (degrees: number) => Math.round(degrees * steps) / steps;
  return {
    latitude: rounded(latitude),
    longitude: rounded(longitude),
    accuracyM: Math.max(accuracyM, coarseM),
  };
}
