import type { TicketChange, TicketListView } from '@anyuan/contracts/ticket-lists.ts';
import { words } from '../platform/words.ts';

type Key =
  | `view.${TicketListView}`
  | `what.${TicketChange}`
  | `age.${'0' | '24' | '168' | '720'}`
  | `state.${'waiting' | 'working' | 'recovered' | 'closed'}`
  | 'title'
  | 'intro'
  | 'search'
  | 'school'
  | 'anySchool'
  | 'fault'
  | 'anyFault'
  | 'byHand'
  | 'age'
  | 'none'
  | 'older'
  | 'export'
  | 'exportReason'
  | 'exportHint'
  | 'times'
  | 'openedBy'
  | 'terminalSaid'
  | 'faultStands'
  | 'faultGone'
  | 'take'
  | 'giveBack'
  | 'assign'
  | 'assignTo'
  | 'noteAdd'
  | 'noteHint'
  | 'close'
  | 'result'
  | 'closeHint'
  | 'closeWarning'
  | 'history'
  | 'report'
  | 'reportHint'
  | 'open'
  | 'past'
  | 'noneOpen'
  | 'nonePast'
  | 'all'
  | 'waitingLine'
  | 'which'
  | 'choose'
  | 'terminal'
  | 'system';

/** 报修工单 on console and phone. */
export const ticketWords = words<Key>({
  zh: {
    title: '报修工单',
    intro: '终端报告的故障自动生成工单，看到别的损坏可以人工报修。',
    search: '编号、学校、地点、终端、说明',
    school: '学校',
    anySchool: '全部学校',
    fault: '故障',
    anyFault: '全部故障',
    byHand: '人工报修',
    age: '已有多久',
    'age.0': '不限时间',
    'age.24': '超过 1 天',
    'age.168': '超过 7 天',
    'age.720': '超过 30 天',
    'view.open': '未关闭',
    'view.waiting': '待接单',
    'view.mine': '我负责的',
    'view.closed': '已关闭',
    'view.any': '全部',
    'state.waiting': '待接单',
    'state.working': '处理中',
    'state.recovered': '故障已恢复，待确认',
    'state.closed': '已关闭',
    'what.opened': '报修',
    'what.again': '记录故障再次出现',
    'what.reopened': '因故障再次出现，重新打开',
    'what.recovered': '记录故障已恢复',
    'what.taken': '接单',
    'what.givenBack': '退回',
    'what.assigned': '指派',
    'what.noted': '备注',
    'what.closed': '关闭',
    none: '没有符合条件的工单。',
    older: '再看更早的',
    export: '导出 Excel',
    exportReason: '用途',
    exportHint: '导出本身也会留下记录。',
    times: '已出现 {n} 次，最近一次 {at}',
    openedBy: '{name}报修，{at}',
    terminalSaid: '终端报告，{at}',
    faultStands: '终端仍在报告这个故障。',
    faultGone: '终端在 {at} 报告故障已恢复。',
    take: '我来处理',
    giveBack: '退回',
    assign: '指派',
    assignTo: '指派给',
    noteAdd: '写备注',
    noteHint: '查到什么、做了什么、还等什么',
    close: '关闭工单',
    result: '结果',
    closeHint: '处理说明',
    closeWarning: '终端仍在报告这个故障。它再次出现时，一天之内会重新打开这张工单。',
    history: '处理记录',
    report: '人工报修',
    reportHint: '哪里坏了，例如：外壳开裂，指示灯不亮',
    open: '未关闭的工单',
    past: '以前的工单',
    noneOpen: '这台终端没有未关闭的工单。',
    nonePast: '以前没有报修过。',
    all: '全部工单',
    which: '哪一台终端',
    choose: '请选择',
    terminal: '终端',
    system: '系统',
    waitingLine: '{n} 张终端报修工单还没有人处理',
  },
  en: {
    title: 'Tickets',
    intro: 'Faults that terminals report open a ticket; people report what else they see.',
    search: 'Number, school, place, terminal, words',
    school: 'School',
    anySchool: 'Every school',
    fault: 'Fault',
    anyFault: 'Every fault',
    byHand: 'Reported by hand',
    age: 'How old',
    'age.0': 'Any age',
    'age.24': 'Over 1 day',
    'age.168': 'Over 7 days',
    'age.720': 'Over 30 days',
    'view.open': 'Open',
    'view.waiting': 'Nobody has it',
    'view.mine': 'Mine',
    'view.closed': 'Closed',
    'view.any': 'All',
    'state.waiting': 'Nobody has it',
    'state.working': 'Worked on',
    'state.recovered': 'Fault gone, to confirm',
    'state.closed': 'Closed',
    'what.opened': 'reported',
    'what.again': 'the fault came back',
    'what.reopened': 'the fault came back, ticket open again',
    'what.recovered': 'the fault is gone',
    'what.taken': 'took it',
    'what.givenBack': 'gave it back',
    'what.assigned': 'assigned it to',
    'what.noted': 'noted',
    'what.closed': 'closed',
    none: 'No ticket matches.',
    older: 'Show older ones',
    export: 'Export to Excel',
    exportReason: 'What for',
    exportHint: 'Exporting is on record as well.',
    times: '{n} {n|time|times}, last {at}',
    openedBy: 'reported by {name}, {at}',
    terminalSaid: 'reported by the terminal, {at}',
    faultStands: 'The terminal still reports this fault.',
    faultGone: 'The terminal said at {at} that the fault is gone.',
    take: 'I will do it',
    giveBack: 'Give back',
    assign: 'Assign',
    assignTo: 'Assign to',
    noteAdd: 'Add a note',
    noteHint: 'What was found, what was done, what is awaited',
    close: 'Close the ticket',
    result: 'Result',
    closeHint: 'What was done',
    closeWarning:
      'The terminal still reports this fault. When it comes back within a day, this ticket opens again.',
    history: 'History',
    report: 'Report by hand',
    reportHint: 'What is broken, such as: case cracked, light dead',
    open: 'Open tickets',
    past: 'Earlier tickets',
    noneOpen: 'This terminal has no open ticket.',
    nonePast: 'Nothing was reported before.',
    all: 'All tickets',
    which: 'Which terminal',
    choose: 'Choose',
    terminal: 'The terminal',
    system: 'System:',
    waitingLine: '{n} {n|ticket|tickets} of terminals that nobody has taken',
  },
});
