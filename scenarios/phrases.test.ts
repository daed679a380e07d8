import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { defaultPhrases, type Phrase } from '@anyuan/contracts/phrases.ts';
import type { PhraseDraft } from '@anyuan/contracts/routes/phrases.ts';
import {
  type Actor,
  Refused,
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';

let s: Scenario;
let affairs: Actor;
let terminal: ScenarioTerminal;
let schoolId = '';

before(async () => {
  s = await startScenario();
  affairs = await s.as('affairs');
  terminal = await s.terminal();
  schoolId = (await affairs.call('listSchools')).schools[0]?.id ?? '';
});
after(() => s.end());

const draft = (text: string, pinyin: string | null = null): PhraseDraft => ({
  ...{ text, pinyin, boost: 0, threshold: 0.5, severity: 'urgent', on: true },
});

const show = () => affairs.call('showPhrases', { params: { schoolId } });
const save = (version: number, phrases: readonly PhraseDraft[]) =>
  affairs.call('savePhrases', { params: { schoolId }, body: { version, phrases: [...phrases] } });

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}

test('until a school edits its phrases, its terminals listen for the list that ships', async () => {
  const list = await show();
  assert.deepEqual([list.version, list.previous], [0, null]);
  assert.deepEqual(list.phrases, defaultPhrases);
});

test('phrases become pinyin as they are spoken, and reach the terminals', async () => {
  const list = await save(0, [
    draft('救救我'),
    draft('别打我！'),
    draft('我很害怕'),
    draft('放开我'),
  ]);
  assert.deepEqual(
    list.phrases.map(({ text, pinyin }) => `${text} ${pinyin}`),
    [
      '救救我 jiu4 jiu4 wo3',
      '别打我 bie2 da2 wo3',
      '我很害怕 wo2 hen3 hai4 pa4',
      '放开我 fang4 kai1 wo3',
    ],
  );
  assert.deepEqual([list.version, list.previous], [1, defaultPhrases]);
  assert.ok(list.changedBy !== null && list.changedAt === s.clock.now());
  await soon(() => {
    const config = terminal.heard.findLast(({ leaf }) => leaf === 'config')?.value;
    const heard = (config?.phrases as Phrase[] | undefined)?.map(({ text }) => text);
    assert.deepEqual(heard, ['救救我', '别打我', '我很害怕', '放开我']);
  });
});

test('a person may overrule the dictionary, and go back', async () => {
  const list = await save(1, [draft('着火了', 'zhao2 huo3 le5')]);
  assert.equal(list.phrases[0]?.pinyin, 'zhao2 huo3 le5');
  const back = await save(2, list.previous ?? []);
  assert.equal(back.phrases.length, 4);
});

test('what cannot be listened for is refused by name, and nothing changes', async () => {
  const before = await show();
  const one = (phrase: PhraseDraft) => refusal(save(before.version, [draft('救命'), phrase]));
  assert.equal(await one(draft('')), 'phrase.empty');
  assert.equal(await one(draft('，！')), 'phrase.empty');
  assert.equal(await one(draft('SOS')), 'phrase.noPinyin');
  assert.equal(await one(draft('救☆命A')), 'phrase.noPinyin');
  assert.equal(await one(draft('别打我', 'bie2 da9 wo3')), 'phrase.noPinyin');
  assert.equal(await one(draft('别打我', 'bie2 da3')), 'phrase.pinyinLength');
  assert.equal(await one(draft('老师老师老师老师老师救我吧')), 'phrase.tooLong');
  assert.equal(await one(draft('救命')), 'phrase.repeated');
  assert.equal(await refusal(save(before.version - 1, [draft('救命')])), 'phrase.outdated');
  assert.deepEqual(await show(), before);
});

test('two who save at once: one is told that the other was quicker', async () => {
  const { version } = await show();
  const both = await Promise.all([
    refusal(save(version, [draft('救命')])),
    refusal(save(version, [draft('来人啊')])),
  ]);
  assert.deepEqual(both.sort(), ['done', 'phrase.outdated']);
});
