import type { Json } from './json-column.ts';

interface VoiceTable {
  id: string;
  school_id: string;
  code: string;
  consent: string;
  consented_at: number;
  noted_by: string;
}

interface VoiceTakeTable {
  id: string;
  voice_id: string;
  school_id: string;
  phrase: string;
  pinyin: string;
  manner: 'calm' | 'loud';
  metres: number;
  seconds: number;
  recorded_at: number;
  score: number | null;
  model: string | null;
}

interface VoiceBackgroundTable {
  id: string;
  school_id: string;
  recorded_at: number;
  model: string;
  scores: Json<Record<string, number>>;
}

export interface VoiceTables {
  voice: VoiceTable;
  voice_take: VoiceTakeTable;
  voice_background: VoiceBackgroundTable;
}
