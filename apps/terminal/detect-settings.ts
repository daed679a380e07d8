import { defaultTerminalConfig, type TerminalConfig } from '@anyuan/contracts/terminal.ts';
import { makeHearingNow } from '@anyuan/core/confidence/hearing.ts';
import {
  type DecisionSettings,
  decisionTimes,
  levelRule,
  soundRuleOf,
} from '@anyuan/core/detection/decision-settings.ts';
import { quarrelRule } from '@anyuan/core/detection/quarrel-rule.ts';
import { alarmSounds, defaultSoundThresholds } from '@anyuan/core/detection/sound-classes.ts';
import { wordsRule } from '@anyuan/core/words/fuse.ts';

/** What the decision needs of the pushed configuration. */
export type Judging = Pick<TerminalConfig, 'sensitivity'> & {
  kinds?: Record<string, number>;
  /** Two looks call, where nobody said otherwise. */
  wakeFrom?: number;
};

/** The decision's settings from the pushed configuration and the shipped thresholds. */
export function decisionSettingsOf({
  sensitivity,
  kinds = {},
  wakeFrom = 2,
}: Judging): DecisionSettings {
  const rules = alarmSounds.map((name) => {
    const shift = Math.max(-0.5, Math.min(0.5, sensitivity + (kinds[name] ?? 0)));
    return [name, soundRuleOf(defaultSoundThresholds[name], shift)] as const;
  });
  const others = { level: levelRule, words: wordsRule, quarrel: quarrelRule };
  return { ...decisionTimes, ...others, wakeFrom, sound: Object.fromEntries(rules) };
}

/** How this terminal judges now, by its configuration and the hour. */
export interface Judge {
  settings(): DecisionSettings;
  overFloorDb(): number;
  /** From this confidence on people are called. */
  wakeFrom(): number;
}

/** A server of before said nothing of hours and confidence: then everything that is decided calls. */
export function makeJudge(options: { config: () => TerminalConfig; now: () => number }): Judge {
  const hearingNow = makeHearingNow();
  let last: { of: object; settings: DecisionSettings } | null = null;
  const judging = () => {
    const config = options.config();
    const { hearing, timeZone } = config;
    if (hearing === null) return { ...config, kinds: {}, wakeFrom: 1, of: config };
    const now = hearingNow({ hearing, now: options.now(), timeZone });
    return { ...now, of: now };
  };
  return {
    settings() {
      const { of, ...judged } = judging();
      if (last?.of !== of) last = { of, settings: decisionSettingsOf(judged) };
      return last.settings;
    },
    overFloorDb: () => judging().levelOverFloorDb,
    wakeFrom: () => judging().wakeFrom,
  };
}

/** The settings of a terminal whose server has not spoken yet. */
export const shippedDecisionSettings = (): DecisionSettings =>
  decisionSettingsOf(defaultTerminalConfig);
