import { useState } from 'react';
import { type School, useSchools } from '../places/use-schools.ts';
import { useWords } from '../platform/i18n.ts';
import { readStored, writeStored } from '../platform/storage.ts';
import { useStore } from '../platform/use-store.ts';
import { helpStore, pressForHelp } from './help-outbox.ts';
import { HelpStatus } from './help-status.tsx';
import { HoldButton } from './hold-button.tsx';
import { mobileWords } from './words.ts';

function Where(props: {
  schools: School[];
  school: School;
  zoneId: string;
  onSchool: (id: string) => void;
  onZone: (id: string) => void;
}) {
  const t = useWords(mobileWords);
  return (
    <div className="help-where">
      {props.schools.length > 1 && (
        <label className="field">
          <span className="field-label">{t('helpSchool')}</span>
          <select
            className="input"
            value={props.school.id}
            onChange={(e) => props.onSchool(e.target.value)}
          >
            {props.schools.map((school) => (
              <option key={school.id} value={school.id}>
                {school.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="field">
        <span className="field-label">{t('helpWhere')}</span>
        <select
          className="input"
          data-testid="help-zone"
          value={props.zoneId}
          onChange={(e) => props.onZone(e.target.value)}
        >
          <option value="">{t('helpZoneUnknown')}</option>
          {props.school.zones.map((zone) => (
            <option key={zone.id} value={zone.id}>
              {zone.place}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

export function HelpPage() {
  const t = useWords(mobileWords);
  const schools = useSchools();
  const help = useStore(helpStore);
  const [schoolId, setSchoolId] = useState(readStored('help.school') ?? '');
  const [zoneId, setZoneId] = useState(readStored('help.zone') ?? '');
  const school = schools.find((s) => s.id === schoolId) ?? schools[0];
  const zone = school?.zones.find((z) => z.id === zoneId);
  if (help.at !== 'idle') return <HelpStatus help={help} />;
  if (!school) return <p className="centre">{t('helpNoSchool')}</p>;
  const press = () => {
    writeStored('help.school', school.id);
    writeStored('help.zone', zone?.id ?? null);
    pressForHelp({ schoolId: school.id, zoneId: zone?.id ?? null });
  };
  return (
    <div className="help">
      <p className="help-hint">{t('helpHint')}</p>
      <HoldButton onHeld={press} disabled={false} />
      <Where
        schools={schools}
        school={school}
        zoneId={zone?.id ?? ''}
        onSchool={setSchoolId}
        onZone={setZoneId}
      />
    </div>
  );
}
