import type { FaultCode } from '@anyuan/contracts/terminal.ts';
import { faultWords } from '@anyuan/core/devices/fault-words.ts';

/** What the page of the terminal itself shows, for a small screen beside it. */
export interface LocalState {
  text?: string;
  place?: string;
  connected?: boolean;
  spooled?: number;
  faults?: readonly FaultCode[];
  /** A clip may be made around an alarm here. */
  clip?: { enabled: boolean; preRollSec: number; postRollSec: number };
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const faultsInWords = (faults: readonly FaultCode[]) =>
  faults.map((code) => faultWords.zh[`fault.${code}`]).join('，');

/** What the microphone does here, in words for whoever stands before it. */
export function privacyWords({ clip }: LocalState): string {
  const judged = '声音只在本机判断，不上传、不识别是谁。';
  if (clip?.enabled !== true) return `${judged}这里不录音。`;
  return `${judged}报警时保存前 ${clip.preRollSec} 秒至后 ${clip.postRollSec} 秒的录音。`;
}

/** One page without scripts that reads itself anew; nothing on it can be pressed. */
export function localPage(state: LocalState): string {
  const lines = [
    `<h1>${escaped(state.text || '待命')}</h1>`,
    `<p>${escaped(state.place ?? '')}</p>`,
    `<p class="${state.clip?.enabled ? 'on' : 'off'}">${escaped(privacyWords(state))}</p>`,
    `<p>${state.connected ? '已连接服务器' : '未连接服务器，报警会在恢复后补发'}</p>`,
    ...(state.spooled ? [`<p>${state.spooled} 条报警待上传</p>`] : []),
    ...(state.faults?.length ? [`<p>故障：${faultsInWords(state.faults)}</p>`] : []),
  ];
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<title>安园终端</title><style>body{font:20px/1.6 sans-serif;margin:2em;background:#10202c;color:#eef3f6}
.on::before{content:"● ";color:#e2b33c}.off::before{content:"○ "}</style>${lines.join('\n')}</html>`;
}
