-- Findings that somebody is to mend come after the review, when nothing of the incident is due any more: found by
-- person for their tasks and when they leave. Incidents without a finding cost nothing here.
create index incident_findings on incident using gin ((body -> 'findings') jsonb_path_ops)
  where body -> 'findings' <> '[]';
