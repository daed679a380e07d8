import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import type { ZoneKind } from '@anyuan/contracts/terminal.ts';
import { faultWords } from '@anyuan/core/devices/fault-words.ts';
import { words } from '../platform/words.ts';

type Key =
  | `state.${TerminalView['state']}`
  | `zone.${ZoneKind}`
  | keyof typeof faultWords.zh
  | `microphone.${'ok' | 'silent' | 'dead' | 'none'}`
  | 'title'
  | 'summary'
  | 'search'
  | 'all'
  | 'withFault'
  | 'place'
  | 'name'
  | 'live'
  | 'level'
  | 'temperature'
  | 'faults'
  | 'version'
  | 'actions'
  | 'neverHeard'
  | 'notEnrolled'
  | 'heard'
  | 'private'
  | 'spooled'
  | 'enrol'
  | 'sticker'
  | 'none'
  | 'noMatch'
  | 'enrolTitle'
  | 'enrolHow'
  | 'enrolBrowser'
  | 'enrolCode'
  | 'enrolUntil'
  | 'enrolOlder'
  | 'stickerTitle'
  | 'stickerHow'
  | 'stickerPrint'
  | 'stickerScan'
  | 'stickerCode'
  | 'addInPlaces'
  | 'backToList';

export const deviceWords = words<Key>({
  zh: {
    title: '终端',
    addInPlaces: '添加终端：先选区域',
    summary: '在线 {online} / 已登记 {enrolled}，共 {total} 台',
    search: '搜索地点、名称、学校',
    all: '全部',
    withFault: '有故障',
    place: '地点',
    name: '名称',
    live: '状态',
    level: '音量',
    temperature: '温度',
    faults: '故障',
    version: '版本',
    actions: '操作',
    neverHeard: '从未连接',
    notEnrolled: '未登记',
    heard: '{ago}有心跳',
    private: '不录音',
    spooled: '{n} 条报警待上传',
    enrol: '登记码',
    sticker: '到场二维码',
    none: '还没有终端',
    noMatch: '没有符合条件的终端',
    enrolTitle: '登记这台终端',
    enrolHow: '在终端上运行下面这条命令。登记码只能用一次。',
    enrolBrowser: '也可以用旧手机或平板的浏览器当终端：在那台设备上打开下面的地址。',
    enrolCode: '登记码',
    enrolUntil: '有效期至 {time}',
    enrolOlder: '生成新登记码后，以前的登记码立即失效。',
    stickerTitle: '到场二维码',
    stickerHow: '打印后贴在终端旁边，与成人视线齐平。处置人员到场后扫码，即可证明已到场。',
    stickerPrint: '打印',
    stickerScan: '到场后请扫码',
    stickerCode: '扫不了时输入：{code}',
    backToList: '返回终端列表',
    'state.online': '在线',
    'state.offline': '离线',
    'state.unknown': '未知',
    'zone.toilet': '卫生间',
    'zone.dormitory': '宿舍',
    'zone.corridor': '走廊',
    'zone.classroom': '教室',
    'zone.playground': '操场',
    'zone.gate': '校门',
    'zone.office': '办公室',
    'zone.other': '其他',
    ...faultWords.zh,
    'microphone.ok': '正常',
    'microphone.silent': '无声',
    'microphone.dead': '损坏',
    'microphone.none': '没有',
  },
  en: {
    addInPlaces: 'Add a terminal: choose its zone',
    title: 'Terminals',
    summary: '{online} online of {enrolled} enrolled, {total} in all',
    search: 'Search place, name, school',
    all: 'All',
    withFault: 'With faults',
    place: 'Place',
    name: 'Name',
    live: 'State',
    level: 'Level',
    temperature: 'Temperature',
    faults: 'Faults',
    version: 'Version',
    actions: 'Actions',
    neverHeard: 'never connected',
    notEnrolled: 'not enrolled',
    heard: 'heard {ago}',
    private: 'no recording',
    spooled: '{n} {n|alarm|alarms} still to be sent',
    enrol: 'Enrol',
    sticker: 'Arrival code',
    none: 'No terminals yet',
    noMatch: 'No terminal matches',
    enrolTitle: 'Enrol this terminal',
    enrolHow: 'Run this command on the terminal. The code works once.',
    enrolBrowser:
      'An old phone or tablet can be the terminal too: open this address in its browser.',
    enrolCode: 'Code',
    enrolUntil: 'valid until {time}',
    enrolOlder: 'Making a new code ends the older ones at once.',
    stickerTitle: 'Arrival code',
    stickerHow:
      'Print it and stick it beside the terminal at eye height. Scanning it proves that somebody is there.',
    stickerPrint: 'Print',
    stickerScan: 'Scan on arrival',
    stickerCode: 'Or type: {code}',
    backToList: 'Back to the terminals',
    'state.online': 'Online',
    'state.offline': 'Offline',
    'state.unknown': 'Unknown',
    'zone.toilet': 'toilet',
    'zone.dormitory': 'dormitory',
    'zone.corridor': 'corridor',
    'zone.classroom': 'classroom',
    'zone.playground': 'playground',
    'zone.gate': 'gate',
    'zone.office': 'office',
    'zone.other': 'other',
    ...faultWords.en,
    'microphone.ok': 'fine',
    'microphone.silent': 'silent',
    'microphone.dead': 'dead',
    'microphone.none': 'none',
  },
});
