import type { TerminalConfig } from '@anyuan/contracts/terminal.ts';
import {
  type DecisionSettings,
  decisionTimes,
  levelRule,
  soundRuleOf,
} from '@anyuan/core/detection/decision.ts';
import { defaultSoundThresholds, soundClasses } from '@anyuan/core/detection/sound-classes.ts';
import { wordsRule } from '@anyuan/core/words/fuse.ts';

/** The decision's settings from the pushed configuration and the shipped thresholds. */
export function decisionSettingsOf(config: TerminalConfig): DecisionSettings {
  const rules = soundClasses.map(
    (name) => [name, soundRuleOf(defaultSoundThresholds[name], config.sensitivity)] as const,
  );
  return { ...decisionTimes, level: levelRule, sound: Object.fromEntries(rules), words: wordsRule };
}
