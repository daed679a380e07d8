/** A release that `bin/anyuan models install` can fetch, and what must lie in it. */
export interface CataloguedModel {
  name: string;
  zh: string;
  en: string;
  licence: string;
  url: string;
  /** Of the archive. Null: not known to us yet, then whoever installs gives it (`--sha256`). */
  sha256: string | null;
  archiveMaxBytes: number;
  /** Needed files by what they are for; a name may hold one `*`. */
  files: Record<string, string>;
}

const releases = 'https://github.com/k2-fsa/sherpa-onnx/releases/download';
const mebibyte = 1024 * 1024;

/**
 * Open models of the field, made by others and not shipped by us. Their checksums could not be
 * looked up when this list was written: until somebody who can reach the release pins them here,
 * the one who installs has to say which archive is the right one.
 */
export const catalogue: readonly CataloguedModel[] = [
  {
    name: 'kws-zipformer-wenetspeech',
    zh: '呼救语识别（生产级，任意短语）',
    en: 'keyword spotter, any phrase',
    licence: 'Apache-2.0',
    url: `${releases}/kws-models/sherpa-onnx-kws-zipformer-wenetspeech-3.3M-2024-01-01.tar.bz2`,
    sha256: null,
    archiveMaxBytes: 100 * mebibyte,
    files: {
      encoder: 'encoder-epoch-12-avg-2-chunk-16-left-64.onnx',
      decoder: 'decoder-epoch-12-avg-2-chunk-16-left-64.onnx',
      joiner: 'joiner-epoch-12-avg-2-chunk-16-left-64.onnx',
      tokens: 'tokens.txt',
    },
  },
  {
    name: 'sense-voice',
    zh: '复核转写（事件之后）',
    en: 'second look: writes down a clip after an event',
    licence: 'FunASR model licence: read it before you use it',
    url: `${releases}/asr-models/sherpa-onnx-sense-voice-zh-en-ja-ko-yue-int8-2024-07-17.tar.bz2`,
    sha256: null,
    archiveMaxBytes: 1200 * mebibyte,
    files: { model: 'model*.onnx', tokens: 'tokens.txt' },
  },
  {
    name: 'paraformer',
    zh: '复核转写（事件之后）',
    en: 'second look: writes down a clip after an event',
    licence: 'FunASR model licence: read it before you use it',
    url: `${releases}/asr-models/sherpa-onnx-paraformer-zh-small-2024-03-09.tar.bz2`,
    sha256: null,
    archiveMaxBytes: 600 * mebibyte,
    files: { model: 'model*.onnx', tokens: 'tokens.txt' },
  },
];
