// Sheets, reports and evidence packages of the server say the same.
export { alarmWords } from '@anyuan/core/records/alarm-words.ts';
