/**
 * Pinyin with tone numbers to the tokens of the words model; the same split as
 * training/words/tokens.py, held together by golden/tokens.json.
 *
 * A syllable is an initial (none in a, yi, wu ...) and a final with its tone. Finals are written
 * out (iu is iou, wei is uei, ju is v), so that one sound has one name; zi and zhi have their own.
 */
const initials = 'b p m f d t n l g k h j q x zh ch sh r z c s'.split(' ');
const finals = (
  'a o e ai ei ao ou an en ang eng ong er i ir iz ia io ie iao iou ian in iang ing iong ' +
  'u ua uo uai uei uan uen uang ueng v ve van vn'
).split(' ');
const toneCount = 5;

/** The token that says nothing. */
export const blank = 0;
const firstInitial = 1;
export const firstFinal = firstInitial + initials.length;
export const tokenCount = firstFinal + finals.length * toneCount;

const whole: Record<string, string> = {
  ...{ yi: 'i', ya: 'ia', yo: 'io', yao: 'iao', ye: 'ie', you: 'iou', yan: 'ian', yin: 'in' },
  ...{ yang: 'iang', ying: 'ing', yong: 'iong', yu: 'v', yue: 've', yuan: 'van', yun: 'vn' },
  ...{ wu: 'u', wa: 'ua', wo: 'uo', wai: 'uai', wei: 'uei', wan: 'uan', wen: 'uen' },
  ...{ wang: 'uang', weng: 'ueng' },
};
const short: Record<string, string> = { iu: 'iou', ui: 'uei', un: 'uen', ue: 've' };
const afterJqx: Record<string, string> = { u: 'v', ue: 've', uan: 'van', un: 'vn' };

export interface Syllable {
  /** '' where there is none. */
  initial: string;
  final: string;
  /** 1..5, 5 is neutral. */
  tone: number;
}

function finalOf(initial: string, written: string): string {
  const unfolded = 'jqx'.includes(initial || '-') ? (afterJqx[written] ?? written) : written;
  const rest = short[unfolded] ?? unfolded;
  if (rest === 'i' && ['zh', 'ch', 'sh', 'r'].includes(initial)) return 'ir';
  if (rest === 'i' && ['z', 'c', 's'].includes(initial)) return 'iz';
  return rest === 'o' && 'bpmf'.includes(initial || '-') ? 'uo' : rest;
}

/** "jiu4" to its parts; null when it is no syllable of Mandarin. No digit means neutral. */
export function splitSyllable(syllable: string): Syllable | null {
  const [, written = '', digit = '5'] = /^([a-zü:]+)([0-5])?$/i.exec(syllable) ?? [];
  const body = written.toLowerCase().replace('u:', 'v').replace('ü', 'v');
  const tone = digit === '0' ? 5 : Number(digit);
  const known = whole[body];
  if (known !== undefined) return { initial: '', final: known, tone };
  const two = ['zh', 'ch', 'sh'].find((i) => body.startsWith(i));
  const initial = two ?? initials.find((i) => body.startsWith(i)) ?? '';
  const final = finalOf(initial, body.slice(initial.length));
  return finals.includes(final) ? { initial, final, tone } : null;
}

/** Tokens of "jiu4 ming4"; null when there is no syllable or one that is unknown. */
export function tokensOf(pinyin: string): number[] | null {
  const tokens: number[] = [];
  for (const syllable of pinyin.split(/\s+/).filter(Boolean)) {
    const parts = splitSyllable(syllable);
    if (parts === null) return null;
    if (parts.initial !== '') tokens.push(firstInitial + initials.indexOf(parts.initial));
    tokens.push(firstFinal + finals.indexOf(parts.final) * toneCount + parts.tone - 1);
  }
  return tokens.length === 0 ? null : tokens;
}
