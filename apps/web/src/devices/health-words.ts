import type { HealthEventType } from '@anyuan/contracts/routes/terminals.ts';
import { words } from '../platform/words.ts';

type Key =
  | HealthEventType
  | 'history'
  | 'onlinePart'
  | 'unknown'
  | 'since'
  | 'nothing'
  | 'ask'
  | 'askHint'
  | 'asked'
  | 'arrived';

export const healthWords = words<Key>({
  zh: {
    history: '近 30 天情况',
    onlinePart: '在线率',
    unknown: '—',
    since: '自 {at} 起',
    nothing: '这段时间没有变化',
    ask: '现在自检',
    askHint: '终端会响约 15 秒，不呼叫任何人。正在处置报警时不会响。',
    asked: '已要求自检，等待结果……',
    arrived: '结果已返回',
    'terminal.enrolled': '登记',
    'terminal.online': '上线',
    'terminal.offline': '离线',
    'terminal.faulted': '故障',
    'terminal.recovered': '恢复',
    'terminal.selfTested': '自检',
  },
  en: {
    history: 'Last 30 days',
    onlinePart: 'Online',
    unknown: '—',
    since: 'since {at}',
    nothing: 'Nothing changed in this time',
    ask: 'Test now',
    askHint: 'The terminal sounds for some 15 s and calls nobody. In an alarm it stays silent.',
    asked: 'Asked; waiting for the result',
    arrived: 'The result has come',
    'terminal.enrolled': 'enrolled',
    'terminal.online': 'online',
    'terminal.offline': 'offline',
    'terminal.faulted': 'fault',
    'terminal.recovered': 'recovered',
    'terminal.selfTested': 'self-test',
  },
});
