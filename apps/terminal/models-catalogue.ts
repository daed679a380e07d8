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
 * Open models of the field, made by others and not shipped by us. The checksums are those that many
 * public projects pin for these very release files; we could not fetch the files to compute them
 * ourselves. Where none was found (null), the one who installs has to say which archive is the right one.
 */
export const catalogue: readonly CataloguedModel[] = [
  {
    name: 'kws-zipformer-wenetspeech',
    zh: '呼救语识别（生产级，任意短语）',
    en: 'keyword spotter, any phrase',
    licence: 'Apache-2.0',
    url: `${releases}/kws-models/sherpa-onnx-kws-zipformer-wenetspeech-3.3M-2024-01-01.tar.bz2`,
    sha256: 'b2f7c89690dc8ce4c6ed6afeab7cd800c36ad1421fb6b6302b4a4b194cf7f35f',
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
    sha256: '7d1efa2138a65b0b488df37f8b89e3d91a60676e416f515b952358d83dfd347e',
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
