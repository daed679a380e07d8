import type { IncidentDetail } from '@anyuan/contracts/incident.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useMay } from '../platform/session.ts';
import { useLoaded } from '../platform/use-call.ts';
import './quick-report.css';
import { ReportMedia } from './report-media.tsx';
import { reportWords } from './words.ts';

/** What was photographed and said where an incident began with a quick report. */
function Report({ incidentId }: { incidentId: string }) {
  const t = useWords(reportWords);
  const { value } = useLoaded(`reports of ${incidentId}`, (signal) =>
    call('listQuickReports', { query: { state: 'any', incidentId }, signal }),
  );
  return value?.reports.map((report) => (
    <section key={report.id} aria-label={t('fromReport')}>
      <p className="faint">
        {t('fromReport')} · {report.reporterName}
      </p>
      <ReportMedia report={report} />
    </section>
  ));
}

export function FromReport({ incident }: { incident: IncidentDetail }) {
  const may = useMay('incident.handle');
  if (!may || incident.source !== 'report') return null;
  return [incident.id, ...incident.mergedIds].map((id) => <Report key={id} incidentId={id} />);
}
