import { defaultSoundThresholds } from '@anyuan/core/detection/sound-classes.ts';
import type { Scoreboard } from './figures.ts';
import { coveredEvents, type EventName, eventNames } from './labels.ts';
import { type Basis, headline, type Report } from './report.ts';
import type { Rate } from './statistics.ts';
import { markdownTable, noBranch, rateText, shareText, zhOfEvent } from './tables.ts';
import { boardText, costText, voiceSections } from './text.ts';

const intro = `# How well the detector hears, and how that was measured

Written by \`bin/anyuan evaluate --write-docs\`; change \`bench/evaluate/docs.ts\`, not this page.`;

const method = `## How it was measured

- **The detector is the terminal's own**: \`makeDetector\` with all its branches (level, sound, words, quarrel), the ONNX
  models opened as the terminal opens them, the decision with its hysteresis and cooldown, the settings of a terminal whose server has not spoken yet.
  Only the microphone is replaced by a file, played faster than life.
- **Clips** are cut-outs, not streams. Each is put into faint noise (-70 dBFS: a second before, a second behind,
  underneath), at a random place between two looks. Hours are the length of the clips without that noise.
- **Streams** are played as they are. An event is found when an alarm of its name is raised within its span or the 2 s
  after it; the delay counts from its start in the truth file. In clips it counts from the first 10 ms within 20 dB of
  the loudest.
- **Recall at 1 and at 5 false alarms per hour** and **AUC** are free of the shipped thresholds. A clip's score is its
  highest mean of a look and the better of the two before it, 0.24 s apart (what the decision looks at); a quiet clip of more than 60 s, and the
  quiet of a stream, give one score for each peak at least 8 s apart. The threshold is the lowest that keeps the rate.
  Less than an hour without event allows *no* false alarm at 1/h.
- **Reported** figures count what the decision really put out at the shipped thresholds, **calls people** the part of it
  with confidence 2 or more. False reports are those of that kind in clips, or stretches of streams, without any event;
  a word, a laugh, a door is no event. An event taken for another kind is not a false alarm: it stands in the matrix
  below the table. A phrase alone is reported with confidence 1; with a scream, a repeat or another phrase it is 3. Clips are
  too short for a repeat, streams are not.
- **Confusables** (\`nonhelp_phrase\`, words said because they sound like a phrase) are negatives as everything else is.
  They are a tenth of the quiet time and most of what is taken for a phrase, so phrases have a second row without them.
- **Negatives of phrases** are speech and sounds; of the speech a part is by voices that also trained the words model
  (not as phrases): its false alarms there are on the low side.
- **Any alarm**: events at which somebody would have been woken, whatever the alarm was called.
- **Events**: scream; cry (cry_baby, cry_adult); shout (shout_pain, shout_speech); bang; glass; phrase (help).
  bang_synthetic, cry_cartoon, scream_monster, groan, gasp, moan, shout_joy, glass_tap, rir, stream are neither event
  nor quiet. All else is negative.
- **Intervals** are 95 %: Wilson for shares, exact Poisson (Garwood) for rates. They take clips for independent.
  Clips of one speaker or one recording are not: read them as too narrow.
- **Teacher**: YAMNet, every 0.48 s as published, mean of two looks in a row; it is not part of the product. **Level**: the loudest half
  second, dBFS, as the plainest detector there could be. It cannot tell a scream from a cheer, and its row says so.
- **—, no branch yet**: nothing in the product answers this event today. It is not 0 %: it was not tried.
- Which clips trained the shipped model stands in \`training/folds.csv\`. It is never measured on them where the folds'
  networks are at hand.
  *All clips, each by a network that never heard its source* is the cross-validation: clips that trained the shipped
  model are heard by the network of their fold, which was trained on the other two thirds
  (\`python3 bench/evaluate/export_folds.py\` after training makes them; without them that table is missing).`;

const own = `## On recordings of your own school

This is the measurement that counts. Ten minutes of labelled sound and a day of your own noise say more than any
table here.

1. Record with the terminal's own microphone where it hangs (16 kHz mono is best; wav, flac, ogg opus and mp3 of any
   rate are taken, and what is odd about a file is told).
2. Clips: \`manifest.csv\` beside the files with the columns \`path,label\`. Label events \`scream\`, \`cry\`, \`shout\`,
   \`bang\`, \`glass\`, \`help\`; whatever you call the rest, it must not raise an alarm.

       bin/anyuan evaluate --clips my/manifest.csv

3. Or long recordings: \`truth.csv\` with \`stream,start_s,end_s,label\`, one line for each thing heard; \`neg:\` before
   what must not raise an alarm. A whole day without a single event is the best measure of false alarms: a file with
   one line such as \`monday,0,0,neg:day\`.

       bin/anyuan evaluate --audio my/ --truth my/truth.csv

4. \`--json\` for machines, \`--labels\`, \`--every\` and \`--limit\` for a quick look, \`--model DIR\` for a model you
   trained. What was heard is kept in \`.cache/evaluate\`: the second run takes seconds.

Files of a day are played in pieces and never stand in memory. A file that cannot be read is named and the run goes on.
Ask those who are to be recorded; keep the recordings out of the product's folders; delete them when you are done.`;

type Part = 'shipped' | 'wakes';

function share(board: Scoreboard | null | undefined, name: EventName, part: Part): string {
  const recall = board?.byEvent[name][part]?.recall;
  return recall == null || recall.value === null ? '–' : `${recall.hits} / ${recall.of}`;
}

const basisText: Record<Basis, string> = {
  heldOut: 'all clips, cross-validated: each heard by a network that never heard its source',
  unseen: 'clips that the shipped model never heard in training',
  seen: '**clips that trained the model: optimistic**',
  streams: 'the streams (no clips were measured)',
};

/** What was found at the shipped thresholds, for somebody who reads only this. */
function summary(report: Report): string {
  const main = headline(report);
  if (main === null) return '';
  const rows = eventNames.map((name) => {
    const first = `${zhOfEvent[name]} ${name}`;
    const { shipped, wakes, free, apart, teacher } = main.board.byEvent[name];
    const taught = teacher === null ? '–' : shareText(teacher.recallAt1);
    if (!coveredEvents.includes(name)) return [first, noBranch, '—', '—', '—', '—', '—', taught];
    const of = (part: Part) => [
      `${share(main.board, name, part)}; ${share(report.streams, name, part)}`,
      rateText((part === 'shipped' ? shipped : wakes)?.falseAlarms ?? noRate),
    ];
    const at1 = free === null ? '–' : shareText((apart ?? free).recallAt1);
    return [first, ...of('shipped'), ...of('wakes'), apart === null ? at1 : `${at1} ¹`, taught];
  });
  const head = [
    ...['event', 'reported 有记录: clips; streams', 'false/h (95 %; count)'],
    ...['calls people 惊动人: clips; streams', 'false/h (95 %; count)'],
    ...['clips: recall at 1/h', 'teacher, the same'],
  ];
  return `## In short · 摘要

**Reported** is everything that reaches the record under this name, **calls people** is the part of it with confidence 2
or more, at the shipped thresholds; a phrase heard once has confidence 1, is kept, shown, and calls nobody. The last two
columns: any threshold that keeps one false report an hour. Clips: ${basisText[main.basis]}.

${markdownTable([head, ...rows])}
${apartNote(main.board)}
${reading(report)}`;
}

const noRate: Rate = { count: 0, hours: 0, perHour: null, interval: null };

/** Why a phrase has two figures. */
function apartNote({ byEvent }: Scoreboard): string {
  const { free, apart } = byEvent.phrase;
  if (free === null || apart === null || apart.recallAt1.value === null) return '';
  return `
¹ Words said to sound like a phrase (老师叫我, 有人打球) left out of the hours; they are counted one by one under *calls
for help*. With them among the negatives: ${shareText(free.recallAt1)} at 1/h, ${shareText(free.recallAt5)} at 5/h; without them
${shareText(apart.recallAt5)} at 5/h. Both hold half synthetic voices, which this model hardly understands; recorded ones alone stand below.
`;
}

/** Do the thresholds keep what they were chosen for? */
function readingOfClips(board: Scoreboard): string {
  const rates = coveredEvents.flatMap((name) => {
    const rate = board.byEvent[name].wakes?.falseAlarms.perHour;
    return rate == null ? [] : [`${name} ${rate.toFixed(1)}`];
  });
  return `
- **People called for nothing, per hour of short, difficult clips: ${rates.join(', ')}** (a school
  day is easier; how much must be measured there). The model card's figures are those of the network by itself, on
  whole windows and without the repeats, the room and the cooldown of the detector: where the two differ, this page holds.`;
}

function reading({ clips, streams }: Report): string {
  const board = clips?.heldOut ?? clips?.unseen;
  const scream = streams?.byEvent.scream;
  const found = scream?.shipped?.recall;
  const best = scream?.free?.recallAt1;
  const inStreams =
    found?.value == null
      ? ''
      : `\n- **In a noisy room the model alone finds ${found.hits} of ${found.of} screams** (${shareText(found)})
  at the shipped thresholds. The information is partly there: a threshold chosen on these very streams would find
  ${best?.hits ?? 0} of ${best?.of ?? 0} without a false alarm. The thresholds were chosen on clean, difficult clips; under
  noise all scores are lower.`;
  return `- **The button carries the load.** It is always an alarm, with confidence 4, whatever the microphone hears. Sound is a
  second chance for a child that cannot reach it, and not one to be promised.${inStreams}${board ? readingOfClips(board) : ''}
- A lasting high level is reported with confidence 1 and wakes nobody by itself.
- Calls for help are heard by a network of their own, which alone wakes nobody, and heated voices by a rule of their own
  (sections below); neither is measured on real children or a real school.

中文摘要：按出厂阈值如实测量。**报警按钮是主力，声音识别只是补充**：在有噪声的连续录音里，尖叫${
    found?.value == null ? '查全率有限' : ` ${found.of} 次中识别出 ${found.hits} 次`
  }，漏报多。呼救语由自带小模型识别，单独一次不惊动任何人；争吵由规则判断，单独至多记录或在持续大声时提示。请用本校录音重新测量，方法见文末。`;
}

function thresholds(report: Report): string {
  const main = headline(report);
  const at = (board: Scoreboard | null | undefined, name: (typeof eventNames)[number]) => {
    const above = board?.byEvent[name].free?.recallAt1.above;
    return above == null || !Number.isFinite(above) ? '–' : above.toFixed(3);
  };
  const rows = Object.entries(defaultSoundThresholds).map(([name, { together, oneLook }]) => {
    const event = name as (typeof eventNames)[number];
    return [
      ...[name, `${together}`, oneLook === null ? '–' : `${oneLook}`],
      ...[at(main?.board, event), at(report.streams, event)],
    ];
  });
  const head = ['class', 'two looks', 'one look', 'for 1/h on clips', 'for 1/h in streams'];
  return `## The shipped thresholds

A sound counts when the mean of two looks within half a second reaches *two looks*, or one look alone reaches *one
look*. After a minute *two looks* follows the room, within bounds (\`packages/core/detection/room.ts\`). They were chosen
in training for one false alarm an hour on other clips; the two columns on the right are what this run would have chosen.

${markdownTable([head, ...rows])}`;
}

/** docs/detection.md. */
export function docsPage(report: Report, command: string): string {
  const { clips, streams } = report;
  const boards = [clips?.heldOut, clips?.unseen, clips?.seen, streams].filter(
    (board) => board !== null && board !== undefined,
  );
  const measured = `## What was measured

The command: \`${command}\`. Model ${report.model.sha256.slice(0, 12)}, ${costText(report)}
(all branches at once, sound, words, quarrel and level, on one stream in a process of its own; Node, engine and both models
included, a recogniser for the second look not; aims: 10 % of one core, 20x real time, 200 MB).
${corpusText(report)}`;
  const sections = [
    ...[intro, summary(report), measured, method, thresholds(report)],
    ...voiceSections(report),
    ...boards.map((board) => boardText(board)),
    own,
  ];
  return `${sections.join('\n\n')}\n`;
}

function corpusText({ problems }: Report): string {
  const unheard = problems.filter(({ heard }) => !heard).length;
  return `
The development corpus: public recordings, mostly clean and close, few real screams, no Mandarin child calling for help,
no real school yard; many clips are perturbed copies (vocal_aug) or made by a generator (scream_synth) and are easier or
harder than life: the parts below the tables tell them apart. Its streams are mixtures of such clips into a classroom, a
yard and a rainy evening at 0 to 15 dB. ${unheard} files could not be read.`;
}
