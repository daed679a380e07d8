import { ReportDetail } from './report-detail.tsx';

export default function ReportDetailPage({ quickReportId }: { quickReportId: string }) {
  return (
    <div className="page phone-page">
      <ReportDetail quickReportId={quickReportId} />
    </div>
  );
}
