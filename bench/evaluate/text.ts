import type { Scoreboard } from './figures.ts';
import type { Report } from './report.ts';
import { confusionTable, falseAlarmText, mainTable, partsTable } from './tables.ts';
import { enrolmentText, phrasesText, quarrelText } from './voice-text.ts';

/** One scoreboard as Markdown, below a heading of its own. */
export function boardText(board: Scoreboard, heading = '##'): string {
  const about = `${board.files} 个文件 / files, ${board.hours.toFixed(2)} h; 无事件 / without event ${board.quietHours.toFixed(2)} h`;
  const sections = [
    `${heading} ${board.title}`,
    about,
    mainTable(board),
    '被当作什么 / taken for (shipped thresholds):',
    confusionTable(board.confusion),
  ];
  if (board.parts.length > 0) sections.push('分组 / by part:', partsTable(board));
  sections.push('误报来自 / false alarms came from:', falseAlarmText(board));
  return sections.join('\n\n');
}

export function costText({ cost }: Report): string {
  if (cost === null) return '开销未能测得 / cost could not be measured';
  const percent = (cost.realTimeFactor * 100).toFixed(2);
  const times = (1 / cost.realTimeFactor).toFixed(0);
  return `开销 / cost: ${percent} % 单核 / of one core (${times}x 实时 / real time), ${cost.memoryMb} MB`;
}

/** What the branches of voices answer: phrases, enrolment, quarrels. */
export function voiceSections({ clips }: Report): string[] {
  if (clips === null) return [];
  const { phrases, enrolment, quarrel } = clips;
  return [
    ...(phrases === null ? [] : [phrasesText(phrases)]),
    ...(enrolment === null ? [] : [enrolmentText(enrolment)]),
    ...(quarrel === null ? [] : [quarrelText(quarrel)]),
  ];
}

/** What the command prints. */
export function reportText(report: Report): string {
  const { clips, streams } = report;
  const boards = [clips?.heldOut, clips?.unseen, clips?.seen, streams].filter(
    (board) => board !== null && board !== undefined,
  );
  const basis =
    clips !== null && clips.heldOut === null && clips.seen !== null
      ? ['注意：训练片段上的数字偏乐观 / figures on clips that trained the model are optimistic']
      : [];
  const fault =
    report.model.fault === null ? [] : [`声音模型不可用 / no sound model: ${report.model.fault}`];
  const sections = [...boards.map((board) => boardText(board)), ...voiceSections(report)];
  return [...fault, ...sections, ...basis, costText(report)].join('\n\n');
}
