/**
 * What one kind of sound at one terminal has shown. Scores are the best single look of each detection, 0..1;
 * what decides is the mean of three, which is never more.
 */
export interface Experience {
  /** Called people, and the verdict was that there was nothing. */
  falseScores: readonly number[];
  /** Called people, and it was real, or it was an exercise. */
  trueScores: readonly number[];
  /** Exercises at this place, and those of them that the terminal heard. */
  drills: number;
  drillsHeard: number;
  weeks: number;
  /** Score from which two looks count now. */
  threshold: number;
  /** Shift of this kind as it is set now, -0.5..0.5. */
  shift: number;
}

/** A shift that a person may apply, with what it would have changed. */
export interface Suggestion {
  shift: number;
  /** False alarms that it would have kept from calling, at least. */
  removes: number;
  /** Real events that it would surely have missed; others may be missed too, only a drill can tell. */
  loses: number;
}

const steps = [0.05, 0.1, 0.15, 0.2, 0.3];
const fewestFalse = 5;
/** Fewer false calls a week than this disturb nobody enough to hear less. */
const bearablePerWeek = 0.5;
const wantedRecall = 0.8;
const fewestDrills = 5;
const quietWeeks = 4;

const under = (scores: readonly number[], limit: number) => scores.filter((s) => s < limit).length;
const round = (value: number) => Math.round(value * 100) / 100;

/**
 * The smallest step that would have halved the false alarms without surely missing anything real; one step
 * towards hearing more where drills were missed and nothing was false. Null: too little is known, or
 * all is well. It is never applied by itself.
 */
export function suggest(e: Experience): Suggestion | null {
  const disturbed = e.falseScores.length >= fewestFalse;
  if (disturbed && e.falseScores.length / Math.max(1, e.weeks) > bearablePerWeek) {
    for (const step of steps) {
      const shift = round(e.shift + step);
      if (shift > 0.5) return null;
      const limit = e.threshold + step;
      const removes = under(e.falseScores, limit);
      const loses = under(e.trueScores, limit);
      if (loses > 0) return null;
      if (removes * 2 >= e.falseScores.length) return { shift, removes, loses };
    }
    return null;
  }
  const deaf = e.drills >= fewestDrills && e.drillsHeard / e.drills < wantedRecall;
  const quiet = e.falseScores.length === 0 && e.weeks >= quietWeeks;
  if (!deaf || !quiet || e.shift - 0.05 < -0.5) return null;
  return { shift: round(e.shift - 0.05), removes: 0, loses: 0 };
}
