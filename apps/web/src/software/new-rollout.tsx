import type { RolloutPreview, RolloutStage } from '@anyuan/contracts/routes/software.ts';
import { InputNumber, Select } from 'antd';
import { useEffect, useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { LeftOutList } from './served.tsx';
import { StageEdit } from './stage-edit.tsx';
import { softwareWords } from './words.ts';

/** As shipped: one terminal, its school, a tenth, all. */
const usualStages: RolloutStage[] = [
  { kind: 'one' },
  { kind: 'school' },
  { kind: 'percent', percent: 10 },
  { kind: 'all' },
];
const usualHealthyMin = 30;

interface Asked {
  version: string;
  firstTerminalId: string | null;
  stages: RolloutStage[];
  /** Words by which a first terminal is looked for. */
  find: string;
}

/** What it would mean. The last answer stays on screen while the next is worked out. */
function usePreview(asked: Asked) {
  const loaded = useLoaded(JSON.stringify(asked), (signal) =>
    call('previewRollout', { body: asked, signal }),
  );
  const [last, setLast] = useState<RolloutPreview | null>(null);
  const { value } = loaded;
  useEffect(() => {
    if (value) setLast(value);
  }, [value]);
  return { preview: value ?? last, isFresh: value !== null, advice: loaded.advice };
}

function FirstTerminal(props: {
  preview: RolloutPreview;
  chosen: string | null;
  onChoose: (id: string) => void;
  onFind: (words: string) => void;
}) {
  const t = useWords(softwareWords);
  const { preview, chosen, onChoose, onFind } = props;
  return (
    <div className="field">
      <span className="field-label">{t('first')}</span>
      <Select
        showSearch={{ filterOption: false, onSearch: (words) => onFind(words.slice(0, 80)) }}
        notFoundContent={t('firstNotFound')}
        aria-label={t('first')}
        placeholder={t('firstNone')}
        value={chosen}
        onChange={onChoose}
        options={preview.able.map((x) => {
          const off = x.online ? '' : `（${t('offline')}）`;
          const label = `${x.schoolName} · ${x.place} · ${x.name} · ${x.version}${off}`;
          return { value: x.id, label };
        })}
      />
    </div>
  );
}

function LeftOut({ preview }: { preview: RolloutPreview }) {
  const t = useWords(softwareWords);
  const { ableCount, leftOut, stages } = preview;
  const reached = stages.reduce((sum, s) => sum + s.terminals, 0);
  const rest = ableCount - reached;
  return (
    <>
      {rest > 0 && preview.firstId !== null && (
        <p className="field-hint">{t('rest', { n: rest })}</p>
      )}
      <LeftOutList leftOut={leftOut} />
    </>
  );
}

interface NewRolloutProps {
  version: string;
  onDone: () => void;
  onCancel: () => void;
}

/** Who gets a version in which order, what that means in terminals, and when it stops by itself. */
export function NewRollout({ version, onDone, onCancel }: NewRolloutProps) {
  const t = useWords(softwareWords);
  const p = useWords(platformWords);
  const doing = useDoing();
  const [firstTerminalId, setFirst] = useState<string | null>(null);
  const [stages, setStages] = useState(usualStages);
  const [find, setFind] = useState('');
  const [healthyMin, setHealthyMin] = useState(usualHealthyMin);
  const [failedMax, setFailedMax] = useState(0);
  const { preview, isFresh, advice } = usePreview({ version, firstTerminalId, stages, find });
  // One that answers is a better first than one that is away.
  const suggested = preview?.able.find((x) => x.online)?.id ?? null;
  useEffect(() => {
    if (suggested) setFirst((chosen) => chosen ?? suggested);
  }, [suggested]);
  const begin = () =>
    void doing.run(async () => {
      if (firstTerminalId === null) return;
      const body = { version, firstTerminalId, stages, healthyMin, failedMax };
      await call('startRollout', { body });
      onDone();
    });
  return (
    <section className="card software-plan" data-testid="new-rollout">
      <h2>{t('planTitle', { version })}</h2>
      {!preview && !advice && <p className="faint">{p('loading')}</p>}
      {preview?.ableCount === 0 && <p className="notice">{t('ableNone')}</p>}
      {preview && preview.ableCount > 0 && (
        <div className="software-form">
          <FirstTerminal
            {...{ preview, chosen: firstTerminalId }}
            onChoose={(id) => {
              setFirst(id);
              setFind('');
            }}
            onFind={setFind}
          />
          <StageEdit stages={stages} preview={preview} onChange={setStages} />
          <Limits {...{ healthyMin, setHealthyMin, failedMax, setFailedMax }} />
        </div>
      )}
      {preview && <LeftOut preview={preview} />}
      {(doing.advice ?? advice) && (
        <p className="notice" role="alert">
          {doing.advice ?? advice}
        </p>
      )}
      <div className="software-line">
        <button
          type="button"
          className="btn btn-primary"
          data-testid="begin"
          disabled={doing.busy || !isFresh || !preview?.firstId}
          onClick={begin}
        >
          {t('begin')}
        </button>
        <button type="button" className="btn btn-quiet" onClick={onCancel}>
          {t('cancelPlan')}
        </button>
      </div>
    </section>
  );
}

function Limits(props: {
  healthyMin: number;
  setHealthyMin: (min: number) => void;
  failedMax: number;
  setFailedMax: (max: number) => void;
}) {
  const t = useWords(softwareWords);
  const { healthyMin, setHealthyMin, failedMax, setFailedMax } = props;
  return (
    <>
      <div className="software-line">
        <span>{t('watch')}</span>
        <InputNumber
          aria-label={`${t('watch')} ${t('watchAfter')}`}
          min={1}
          max={10_080}
          precision={0}
          value={healthyMin}
          onChange={(min) => setHealthyMin(min ?? usualHealthyMin)}
        />
        <span>{t('watchAfter')}</span>
      </div>
      <div className="software-line">
        <span>{t('failedMax')}</span>
        <InputNumber
          aria-label={`${t('failedMax')} ${t('failedMaxAfter')}`}
          min={0}
          max={100}
          precision={0}
          value={failedMax}
          onChange={(max) => setFailedMax(max ?? 0)}
        />
        <span>{t('failedMaxAfter')}</span>
        {failedMax === 0 && <span className="faint">{t('failedNone')}</span>}
      </div>
    </>
  );
}
