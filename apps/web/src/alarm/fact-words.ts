// Sheets, reports and evidence packages of the server say the same.
export { factWords } from '@anyuan/core/records/fact-words.ts';
