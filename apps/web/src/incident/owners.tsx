import { call } from '../platform/api.ts';
import { useLoaded } from '../platform/use-call.ts';
import { Choice } from './say.tsx';

/** Who can own it; empty until they are read. */
export function useOwners(incidentId: string) {
  const { value } = useLoaded(`owners ${incidentId}`, (signal) =>
    call('listIncidentOwners', { params: { incidentId }, signal }),
  );
  return value?.owners ?? [];
}

export function OwnerChoice(props: {
  label: string;
  owners: ReturnType<typeof useOwners>;
  value: string;
  onChange: (id: string) => void;
}) {
  const { owners } = props;
  return (
    <Choice
      label={props.label}
      of={owners.map((o) => o.id)}
      word={(id) => owners.find((o) => o.id === id)?.name ?? '—'}
      value={props.value || (owners[0]?.id ?? '')}
      onChange={props.onChange}
    />
  );
}

/** A day as `<input type="date">` gives it, at its end in China. */
export const endOfDay = (day: string): number => Date.parse(`${day}T23:59:00+08:00`);
