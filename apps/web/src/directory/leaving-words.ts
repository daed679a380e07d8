import { words } from '../platform/words.ts';

export const leavingWords = words({
  zh: {
    title: '离岗交接',
    nothing: '没有需要交接的班次、事件和整改。',
    swapOfThem:
      '{name}请求换班，等待答复：{post} {day}。离岗时退回给{name}，并通知{name}另找人换。',
    swapByThem: '已请{name}换班，等待答复：{post} {day}。离岗时撤回，并通知{name}不用再答复。',
    nobodys: '终端、预案、演练计划和随手报归学校，不归个人，照常运行，不用交接。',
    all: '全部交给',
    each: '逐项选择',
    nobody: '不交接',
    emptied: '不选接手人，这里就没有人了，报警叫到这一岗会被跳过。',
    effect:
      '交接 {moved} 项，留下 {kept} 项；{sessions} 处登录马上退出，{addresses} 个联系方式和推送不再收到消息。',
    acceptEmpty: '我知道有 {n} 处会没有人，先空着',
    do: '办理{name}离岗',
    done: '{name}已离岗，工作已交接',
    'kind.shift': '班次',
    'kind.dutyChange': '单日值班',
    'kind.substitute': '替班',
    'kind.incident': '事件',
    'kind.finding': '整改',
    'kind.ticket': '报修工单',
  },
  en: {
    title: 'Leaving',
    nothing: 'No shift, incident or finding to hand over.',
    swapOfThem:
      '{name} asked for a swap that waits for an answer: {post} {day}. It goes back to {name}, who is told to ask somebody else.',
    swapByThem:
      'A swap asked of {name} waits for an answer: {post} {day}. It is withdrawn, and {name} is told that no answer is needed.',
    nobodys:
      'Terminals, plans, drills and quick reports belong to the school, not to a person: they go on, nothing is to be handed over.',
    all: 'All of it to',
    each: 'choose one by one',
    nobody: 'nobody',
    emptied: 'Without a successor nobody is left here; alarms pass over this post.',
    effect:
      '{moved} handed over, {kept} left as {kept|it is|they are}; {sessions} {sessions|session ends|sessions end} at once, {addresses} {addresses|address or device falls|addresses and devices fall} silent.',
    acceptEmpty: 'I know that {n} will have nobody; leave {n|it|them} empty',
    do: '{name} leaves',
    done: '{name} has left; the work was handed over',
    'kind.shift': 'Shift',
    'kind.dutyChange': 'Duty of a day',
    'kind.substitute': 'Substitute',
    'kind.incident': 'Incident',
    'kind.finding': 'Finding',
    'kind.ticket': 'Ticket',
  },
});
