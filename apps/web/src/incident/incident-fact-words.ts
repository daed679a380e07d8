// Sheets, reports and evidence packages of the server say the same.
export { incidentFactWords } from '@anyuan/core/records/incident-fact-words.ts';
