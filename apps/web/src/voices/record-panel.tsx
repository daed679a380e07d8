import type { TakeView, VoiceList } from '@anyuan/contracts/routes/voices.ts';
import { judgeTake, type TakeFlaw } from '@anyuan/core/words/judge-take.ts';
import { encodeWav } from '@anyuan/terminal/capture/plain-wav.ts';
import { useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { newId } from '../platform/id.ts';
import { LevelMeter } from './level-meter.tsx';
import { toSamples } from './recorder.ts';
import { enqueue } from './take-queue.ts';
import { useRecorder } from './use-recorder.ts';
import { voiceWords } from './words.ts';

const takeSec = 3;
type How = Pick<TakeView, 'manner' | 'metres'>;
type Take = { pcm: Float32Array; flaw: TakeFlaw | null };

function Choice<T extends string | number>(props: {
  label: string;
  options: readonly { value: T; word: string }[];
  value: T;
  onChoose: (value: T) => void;
}) {
  return (
    <div className="field">
      <span className="field-label">{props.label}</span>
      <div className="chips">
        {props.options.map(({ value, word }) => (
          <button
            key={value}
            type="button"
            className="chip"
            aria-pressed={value === props.value}
            onClick={() => props.onChoose(value)}
          >
            {word}
          </button>
        ))}
      </div>
    </div>
  );
}

function playBack(pcm: Float32Array): void {
  const context = new AudioContext();
  const buffer = context.createBuffer(1, pcm.length, 16_000);
  buffer.getChannelData(0).set(pcm);
  const node = new AudioBufferSourceNode(context, { buffer });
  node.connect(context.destination);
  node.onended = () => void context.close();
  node.start();
}

/** Phrase by phrase: said, heard once more, kept or said again. */
export function RecordPanel(props: { schoolId: string; list: VoiceList; code: string }) {
  const { schoolId, list, code } = props;
  const t = useWords(voiceWords);
  const [how, setHow] = useState<How>({ manner: 'calm', metres: 1 });
  /** Said in this sitting and perhaps not at the server yet. */
  const [sent, setSent] = useState<(How & { phrase: string })[]>([]);
  const [state, setState] = useState<'ready' | 'running' | Take>('ready');
  const { recorder, level, trouble } = useRecorder(true);
  const takes = list.voices.find((voice) => voice.code === code)?.takes ?? [];
  const isDone = (phrase: string) =>
    [...takes, ...sent].some(
      (take) => take.phrase === phrase && take.manner === how.manner && take.metres === how.metres,
    );
  const next = list.phrases.find(({ text }) => !isDone(text));

  const record = async () => {
    setState('running');
    const pcm = (await recorder.current?.record(takeSec)) ?? null;
    setState(pcm === null ? 'ready' : { pcm, flaw: judgeTake(pcm) });
  };
  const keep = async ({ pcm }: Take, phrase: string) => {
    const takeId = newId();
    const query = new URLSearchParams({
      ...{ phrase, manner: how.manner, metres: String(how.metres) },
      recordedAt: String(Date.now()),
    });
    const path = `/api/schools/${schoolId}/voices/${code}/takes/${takeId}?${query}`;
    await enqueue({ takeId, path, wav: encodeWav(toSamples(pcm)) });
    setSent([...sent, { ...how, phrase }]);
    setState('ready');
  };
  return (
    <section className="card voice-record">
      <h2>{code}</h2>
      <Choice
        label={t('manner')}
        value={how.manner}
        options={(['calm', 'loud'] as const).map((value) => ({ value, word: t(value) }))}
        onChoose={(manner) => setHow({ ...how, manner })}
      />
      <Choice
        label={t('metres')}
        value={how.metres}
        options={([1, 3, 5] as const).map((value) => ({ value, word: t('metre', { n: value }) }))}
        onChoose={(metres) => setHow({ ...how, metres })}
      />
      <LevelMeter peak={level} label={t('level')} />
      {trouble && (
        <p className="notice" role="alert">
          {t('mic')}
        </p>
      )}
      {next === undefined && <p className="voice-done">{t('allDone')}</p>}
      {next !== undefined && (
        <>
          <p className="faint">
            {t('sayThis')} ({list.phrases.filter(({ text }) => isDone(text)).length + 1}/
            {list.phrases.length})
          </p>
          <p className="voice-phrase" data-testid="voice-phrase">
            {next.text}
          </p>
          {typeof state === 'string' ? (
            <button
              type="button"
              className="btn btn-primary btn-large btn-block"
              data-testid="voice-record"
              disabled={state === 'running' || trouble}
              onClick={() => void record()}
            >
              {t(state === 'running' ? 'running' : 'start')}
            </button>
          ) : (
            <>
              {state.flaw && (
                <p className="notice" role="alert">
                  {t(`flaw.${state.flaw}`)}
                </p>
              )}
              <div className="voice-ask">
                <button type="button" className="btn" onClick={() => playBack(state.pcm)}>
                  {t('listen')}
                </button>
                <button type="button" className="btn" onClick={() => void record()}>
                  {t('again')}
                </button>
              </div>
              {!state.flaw && (
                <button
                  type="button"
                  className="btn btn-primary btn-large btn-block"
                  data-testid="voice-keep"
                  onClick={() => void keep(state, next.text)}
                >
                  {t('keepTake')}
                </button>
              )}
            </>
          )}
        </>
      )}
    </section>
  );
}
