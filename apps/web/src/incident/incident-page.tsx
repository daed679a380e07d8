import { IncidentView } from './incident-detail.tsx';

export default function IncidentPage({ incidentId }: { incidentId: string }) {
  return (
    <div className="page">
      <IncidentView incidentId={incidentId} />
    </div>
  );
}
