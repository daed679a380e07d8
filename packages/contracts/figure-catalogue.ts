import type { FigureKey } from './figure-lists.ts';
import type { Figure } from './figures.ts';

/** What stays the same of a figure: its name, its formula in words, where its records are. */
export interface FigureNote extends Pick<Figure, 'name' | 'formula' | 'records' | 'filledBy'> {
  /** Whether it is counted over the days asked for, or is how things stand now. */
  over: 'days' | 'now';
}

const later = (
  name: Figure['name'],
  formula: Figure['formula'],
  filledBy: Figure['name'],
): FigureNote => ({ over: 'now', name, formula, records: null, filledBy });

/** Formulas after domain.md 7.2 (sources there); what is our own reading is said in the words. */
export const figureCatalogue: Readonly<Record<FigureKey, FigureNote>> = {
  minute: {
    over: 'days',
    name: { zh: '一分钟到场率', en: 'Reached within a minute' },
    formula: {
      zh: '60 秒内有人到场的报警 ÷ 应到场的报警。应到场：已有人到场的，加上开始超过 60 秒仍无人到场的；无人到场即判为误报、误会、恶作剧的不计。从声音响起或按下按钮算起。',
      en: 'Alarms reached within 60 s ÷ alarms somebody had to come to: those reached, and those over 60 s old that nobody has reached; closed unreached as false, misunderstanding or prank do not count. From the sound or the press on.',
    },
    records: '/records',
    filledBy: null,
  },
  accepted: {
    over: 'days',
    name: { zh: '接警率', en: 'Accepted' },
    formula: { zh: '有人接警的报警 ÷ 全部报警', en: 'Alarms somebody accepted ÷ all alarms' },
    records: '/records',
    filledBy: null,
  },
  handled: {
    over: 'days',
    name: { zh: '报警处置率', en: 'Handled' },
    formula: { zh: '已结束的报警 ÷ 全部报警', en: 'Alarms closed ÷ all alarms' },
    records: '/records',
    filledBy: null,
  },
  falseAlarms: {
    over: 'days',
    name: { zh: '误报率', en: 'False alarms' },
    formula: {
      zh: '判为误报或误会的 ÷ 已判定的报警（真实警情、恶作剧、误会、误报）。还没有判定的单独列出。',
      en: 'Judged false or a misunderstanding ÷ judged (real, prank, misunderstanding, false). Not yet judged: shown apart.',
    },
    records: '/records',
    filledBy: null,
  },
  online: {
    over: 'now',
    name: { zh: '终端在线率', en: 'Terminals on line' },
    formula: { zh: '在线的终端 ÷ 已登记的终端', en: 'Terminals on line ÷ terminals enrolled' },
    records: '/terminals?state=offline',
    filledBy: null,
  },
  selfTests: {
    over: 'now',
    name: { zh: '夜间自检通过率', en: 'Self-tests passed' },
    formula: {
      zh: '最近 26 小时内自检通过的终端 ÷ 已登记的终端',
      en: 'Terminals that passed a self-test in the last 26 h ÷ terminals enrolled',
    },
    records: '/terminals',
    filledBy: null,
  },
  pointTests: {
    over: 'now',
    name: { zh: '本月人工点位测试率', en: 'Tested by hand this month' },
    formula: {
      zh: '本月人工测试通过的终端 ÷ 已登记的终端',
      en: 'Terminals that passed a test by hand this calendar month ÷ terminals enrolled',
    },
    records: '/drills',
    filledBy: null,
  },
  duty: {
    over: 'now',
    name: { zh: '当前在岗率', en: 'Posts filled now' },
    formula: {
      zh: '此刻有人值守的岗位 ÷ 此刻按规定应有人的岗位',
      en: 'Required posts that somebody fills now ÷ posts required now',
    },
    records: '/roster',
    filledBy: null,
  },
  incidents: {
    over: 'now',
    name: { zh: '超期事件', en: 'Incidents overdue' },
    formula: { zh: '已超期的事件 ÷ 未办结的事件', en: 'Incidents overdue ÷ incidents open' },
    records: '/incidents?view=overdue',
    filledBy: null,
  },
  orders: {
    over: 'now',
    name: { zh: '超期督办', en: 'Instructions overdue' },
    formula: { zh: '已超期的督办 ÷ 未办结的督办', en: 'Instructions overdue ÷ instructions open' },
    records: '/incidents?view=overdue',
    filledBy: null,
  },
  drills: {
    over: 'now',
    name: { zh: '本月演练完成率', en: 'Drills held this month' },
    formula: {
      zh: '本月至少完成一次演练的学校 ÷ 学校（每月至少一次；幼儿园每季度一次尚未区分）',
      en: 'Schools that finished at least one drill this calendar month ÷ schools (kindergartens, due once a quarter, are not told apart yet)',
    },
    records: '/drills',
    filledBy: null,
  },
  fourHundred: later(
    { zh: '四个100%达标率', en: 'The four 100 %' },
    {
      zh: '专职保安、封闭管理、一键报警与视频联网、护学岗四项全部达标的学校 ÷ 学校',
      en: 'Schools with all four (full-time guards, closed campus, networked alarm and video, school posts) ÷ schools',
    },
    { zh: '物防技防台账', en: 'the register of equipment and guards' },
  ),
  posts: later(
    { zh: '护学岗到岗率', en: 'School posts manned' },
    {
      zh: '按时到岗的岗次 ÷ 应到岗次（岗位 × 时段）',
      en: 'On post at the start ÷ required (post × window)',
    },
    { zh: '护学岗台账', en: 'the ledger of school posts' },
  ),
  patrols: later(
    { zh: '巡逻覆盖率', en: 'Patrol coverage' },
    {
      zh: '今日巡到的重点部位 ÷ 重点部位',
      en: 'Key places visited today ÷ key places',
    },
    { zh: '巡逻打卡台账', en: 'the patrol ledger' },
  ),
  hazards: later(
    { zh: '隐患整改率', en: 'Hazards fixed' },
    { zh: '已整改的隐患 ÷ 已上报的隐患', en: 'Hazards fixed ÷ hazards reported' },
    { zh: '隐患排查台账', en: 'the hazard ledger' },
  ),
  disputes: later(
    { zh: '矛盾化解率', en: 'Disputes resolved' },
    { zh: '已化解的矛盾纠纷 ÷ 已登记的矛盾纠纷', en: 'Disputes resolved ÷ disputes registered' },
    { zh: '矛盾纠纷台账', en: 'the dispute ledger' },
  ),
  duties: later(
    { zh: '履职率', en: 'Duties done' },
    { zh: '已完成的履职任务 ÷ 到期的履职任务', en: 'Duties done ÷ duties due' },
    { zh: '履职台账', en: 'the ledger of recurring duties' },
  ),
};
