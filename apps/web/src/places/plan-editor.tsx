import type { FloorPlan, FloorPlanVersion } from '@anyuan/contracts/places.ts';
import { useEffect, useState } from 'react';
import { ApiError, call } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { readStored, writeStored } from '../platform/storage.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing } from '../platform/use-call.ts';
import { MarkFields } from './mark-fields.tsx';
import { PictureButton } from './picture-button.tsx';
import { PlanHistory } from './plan-history.tsx';
import { DrawingSaid, PlanSheet } from './plan-sheet.tsx';
import { type OnPlan, PlanTools } from './plan-tools.tsx';
import { useDrawing } from './use-drawing.ts';
import { placeWords } from './words.ts';

interface PlanEditorProps {
  schoolId: string;
  saved: FloorPlanVersion;
  on: OnPlan;
  mayEdit: boolean;
  isCampus: boolean;
  onSaved: (saved: FloorPlanVersion) => void;
}

interface Kept {
  basedOn: number;
  plan: FloorPlan;
}

/** What was drawn and not saved when the page was closed or the session ended. */
function keptDraft(saved: FloorPlanVersion): FloorPlan | null {
  const text = readStored(`plan.${saved.placeId}`);
  const kept = text === null ? null : (JSON.parse(text) as Kept);
  return kept?.basedOn === saved.version ? kept.plan : null;
}

/** Looks now and then whether somebody else has saved meanwhile. */
function useTheirs(schoolId: string, saved: FloorPlanVersion, watch: boolean) {
  const [theirs, setTheirs] = useState<FloorPlanVersion | null>(null);
  const { placeId, version } = saved;
  useEffect(() => {
    setTheirs(null);
    if (!watch) return;
    const look = () =>
      call('showFloorPlan', { params: { schoolId, placeId }, query: {} }).then(
        (now) => now.version > version && setTheirs(now),
        () => {},
      );
    const timer = setInterval(look, 15_000);
    return () => clearInterval(timer);
  }, [schoolId, placeId, version, watch]);
  return [theirs, setTheirs] as const;
}

export function PlanEditor(props: PlanEditorProps) {
  const { schoolId, saved, on, mayEdit, isCampus, onSaved } = props;
  const t = useWords(placeWords);
  const locale = useLocale();
  const doing = useDoing();
  const [recovered] = useState(() => (mayEdit ? keptDraft(saved) : null));
  const drawing = useDrawing(recovered ?? saved.plan, mayEdit);
  const { plan } = drawing.draft;
  const isDirty = plan !== saved.plan;
  const [theirs, setTheirs] = useTheirs(schoolId, saved, mayEdit && isDirty);
  const { placeId, version } = saved;
  const keep = `plan.${placeId}`;
  useEffect(() => {
    if (!mayEdit) return;
    writeStored(keep, isDirty ? JSON.stringify({ basedOn: version, plan } satisfies Kept) : null);
  }, [keep, isDirty, plan, version, mayEdit]);

  const save = (basedOn: number) =>
    doing.run(async () => {
      const params = { schoolId, placeId };
      try {
        const now = await call('saveFloorPlan', { params, body: { basedOn, plan } });
        writeStored(keep, null);
        onSaved(now);
      } catch (thrown) {
        const isLate = thrown instanceof ApiError && thrown.code === 'edit.changedMeanwhile';
        if (!isLate) throw thrown;
        setTheirs(await call('showFloorPlan', { params, query: {} }));
      }
    });
  const take = (now: FloorPlanVersion) => {
    writeStored(keep, null);
    onSaved(now);
  };
  const zoneName = (id: string) => on.zones.find((z) => z.id === id)?.name ?? t('plan');

  return (
    <section className="card plan-card">
      <div className="plan-head">
        <h2>{t('plan')}</h2>
        {saved.savedBy !== null && saved.savedAt !== null && (
          <span className="cell-sub">
            {t('version', {
              n: version,
              name: saved.savedBy,
              time: dateTime(saved.savedAt),
            })}
          </span>
        )}
        {isDirty && <span className="tag tag-due">{t('unsaved')}</span>}
        <span className="plan-head-gap" />
        {mayEdit && (
          <>
            <PictureButton
              schoolId={schoolId}
              hasPicture={plan.picture !== null}
              onPicture={(picture) => drawing.change({ ...plan, picture })}
            />
            <button
              type="button"
              className="btn btn-primary"
              data-testid="plan-save"
              disabled={doing.busy || !isDirty}
              onClick={() => void save(version)}
            >
              {t('savePlan')}
            </button>
          </>
        )}
      </div>
      {recovered && isDirty && <p className="notice notice-plain">{t('recovered')}</p>}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {theirs && (
        <div className="notice plan-theirs" role="alert" data-testid="plan-theirs">
          <span>{t('theirs', { name: theirs.savedBy ?? '—', n: theirs.version })}</span>
          <button type="button" className="btn" onClick={() => void save(theirs.version)}>
            {t('keepMine')}
          </button>
          <button type="button" className="btn btn-quiet" onClick={() => take(theirs)}>
            {t('useTheirs')}
          </button>
        </div>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the drawing, which holds the buttons */}
      <div className="plan-board" onKeyDown={drawing.onKey} lang={locale}>
        <PlanTools drawing={drawing} on={on} mayEdit={mayEdit} />
        <PlanSheet schoolId={schoolId} drawing={drawing} zoneName={zoneName} mayEdit={mayEdit} />
        {mayEdit && <MarkFields drawing={drawing} />}
        <DrawingSaid drawing={drawing} />
      </div>
      {mayEdit && (
        <p className="field-hint">
          {isCampus && `${t('onlyOutdoors')} `}
          {t(
            drawing.tool.kind === 'zone'
              ? 'drawHint'
              : drawing.tool.kind === 'mark'
                ? 'placeHint'
                : 'selectHint',
          )}
        </p>
      )}
      {mayEdit && version > 0 && (
        <PlanHistory schoolId={schoolId} saved={saved} onRestored={take} />
      )}
    </section>
  );
}
