import type { IncidentDetail } from '@anyuan/contracts/incident.ts';

/** What every part of an incident's record is given. */
export interface PartProps {
  incident: IncidentDetail;
  onDone: () => void;
}
