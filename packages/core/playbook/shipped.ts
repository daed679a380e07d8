import type { Post } from '@anyuan/contracts/alarm.ts';
import type { DetectionKind } from '@anyuan/contracts/detection.ts';
import type { Playbook, PlaybookStep } from '@anyuan/contracts/playbook.ts';

/**
 * The playbooks the product comes with, for a school to make its own. Times follow 1-3-5 of the least
 * response unit (最小应急单元): one minute helps itself, three minutes help each other, five minutes
 * the police is there. Duties: 未成年人学校保护规定 (parents are told, injured children treated), 未成年人
 * 保护法 art. 11 and 39 (report at once, severe bullying is not concealed).
 */
const minute = 60;

function step(
  key: string,
  post: Post,
  withinSec: number,
  title: string,
  items: string[] = [],
): PlaybookStep {
  return { key, post, withinSec, title, items };
}

const informParents = step('parents', 'studentAffairs', 30 * minute, '通知家长', [
  '通知双方学生家长',
  '说明已采取的措施，不评价对错',
]);
const record = step('record', 'studentAffairs', 60 * minute, '登记经过并保护证据', [
  '记录时间、地点、在场人员',
  '保存监控录像和报警录音',
  '不在群里转发学生姓名和照片',
]);
const police = step('police', 'communityOfficer', 5 * minute, '民警到场', [
  '与学校在场人员交接情况',
]);

function playbook(name: string, kinds: DetectionKind[], steps: PlaybookStep[]): Playbook {
  return { name, kinds, alarmKinds: ['actual', 'exercise'], steps };
}

export const shippedPlaybooks: readonly { key: string; playbook: Playbook }[] = [
  {
    key: 'help',
    playbook: playbook(
      '有人求助',
      ['button', 'person', 'phrase'],
      [
        step('go', 'guard', minute, '最近的人赶到现场', [
          '带上对讲机和安防器械',
          '边走边问清位置和情况',
        ]),
        step('protect', 'floorTeacher', minute, '护住求助的学生', [
          '让学生离开危险位置',
          '问清有没有受伤',
        ]),
        step('support', 'dutyLeader', 3 * minute, '值班领导到场指挥', [
          '分开当事人',
          '疏散围观学生',
          '控制出入口',
        ]),
        step('medical', 'schoolDoctor', 3 * minute, '校医到场', ['检查伤情', '需要时拨打 120']),
        police,
        informParents,
        record,
      ],
    ),
  },
  {
    key: 'scream',
    playbook: playbook(
      '尖叫、大声呼喊',
      ['scream', 'shout'],
      [
        step('go', 'guard', minute, '最近的人到现场核实', [
          '看清是嬉闹还是有人遇险',
          '遇险就用对讲机报告并请求支援',
        ]),
        step('protect', 'floorTeacher', minute, '稳住周围学生', [
          '让无关学生回到教室',
          '陪着受惊的学生',
        ]),
        step('support', 'dutyLeader', 3 * minute, '值班领导到场', [
          '决定是否需要公安支援',
          '安排人员守住楼道两端',
        ]),
        step('medical', 'schoolDoctor', 3 * minute, '校医待命或到场'),
        police,
        record,
      ],
    ),
  },
  {
    key: 'quarrel',
    playbook: playbook(
      '争吵、打架',
      ['quarrel'],
      [
        step('separate', 'floorTeacher', minute, '到场劝开双方', [
          '先分开，再问话',
          '收走可能伤人的物品',
        ]),
        step('guard', 'guard', minute, '维持秩序', ['疏散围观学生', '制止拍摄和传播']),
        step('affairs', 'studentAffairs', 3 * minute, '政教处分别问清情况', [
          '双方分室谈话',
          '判断是否涉嫌欺凌',
        ]),
        step('medical', 'schoolDoctor', 5 * minute, '检查伤情', ['有伤的拍照留存，送医不拖延']),
        informParents,
        step('bullying', 'studentAffairs', 60 * minute, '涉嫌欺凌的启动认定程序', [
          '报告学生欺凌治理委员会',
          '严重的同时报告公安和教育部门',
        ]),
        record,
      ],
    ),
  },
  {
    key: 'cry',
    playbook: playbook(
      '持续哭声',
      ['cry'],
      [
        step('go', 'floorTeacher', 3 * minute, '到现场看望学生', [
          '不追问，先陪伴',
          '确认有没有受伤',
        ]),
        step('quiet', 'floorTeacher', 5 * minute, '带到安静的地方', ['不让其他学生围观']),
        step('medical', 'schoolDoctor', 10 * minute, '身体不适的由校医检查'),
        step('care', 'studentAffairs', 30 * minute, '了解原因并安排后续关怀', [
          '需要时转介心理辅导',
          '疑似受侵害的按强制报告制度立即报告',
        ]),
      ],
    ),
  },
  {
    key: 'bang',
    playbook: playbook(
      '巨响、玻璃破碎',
      ['bang', 'glass'],
      [
        step('look', 'guard', minute, '隔着安全距离查看', [
          '先判断有没有爆炸、坠落、闯入的危险',
          '不要单独靠近',
        ]),
        step('clear', 'floorTeacher', minute, '让学生远离现场', ['关门或有序疏散', '避开碎玻璃']),
        step('command', 'dutyLeader', 3 * minute, '值班领导决定疏散或就地避险', [
          '需要时拨打 119、120',
          '清点人数',
        ]),
        step('medical', 'schoolDoctor', 3 * minute, '校医到场', ['检查割伤和听力']),
        police,
        step('seal', 'guard', 10 * minute, '封控现场', [
          '拉好警戒，等待处置人员',
          '未经允许不清理',
        ]),
        record,
      ],
    ),
  },
];
