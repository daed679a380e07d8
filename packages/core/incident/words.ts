import type {
  IncidentGrade,
  IncidentKind,
  IncidentState,
  Side,
} from '@anyuan/contracts/incident.ts';

interface Both<K extends string> {
  zh: Readonly<Record<K, string>>;
  en: Readonly<Record<K, string>>;
}

export const kindWords: Both<IncidentKind> = {
  zh: {
    intrusion: '持械闯入、暴力侵害',
    fight: '打架斗殴',
    bullying: '学生欺凌',
    sexual: '性侵、猥亵',
    theft: '盗窃、抢夺',
    extortion: '敲诈勒索',
    fraud: '电信诈骗',
    missing: '走失、失联',
    selfHarm: '自杀、自伤',
    drowning: '溺水',
    traffic: '交通、校车',
    fire: '火灾',
    stampede: '踩踏',
    health: '食物中毒、公共卫生',
    dispute: '矛盾纠纷、聚集',
    suspicious: '可疑人员、车辆',
    deviceFault: '设备误报',
    test: '测试',
    other: '其他',
  },
  en: {
    intrusion: 'Intrusion or violence',
    fight: 'Fight',
    bullying: 'Bullying',
    sexual: 'Sexual assault',
    theft: 'Theft',
    extortion: 'Extortion',
    fraud: 'Telecom fraud',
    missing: 'Missing person',
    selfHarm: 'Self-harm',
    drowning: 'Drowning',
    traffic: 'Traffic or school bus',
    fire: 'Fire',
    stampede: 'Stampede',
    health: 'Food or public health',
    dispute: 'Dispute or gathering',
    suspicious: 'Suspicious person or vehicle',
    deviceFault: 'Device fault',
    test: 'Test',
    other: 'Other',
  },
};

export const stateWords: Both<IncidentState> = {
  zh: {
    reported: '待研判',
    assessed: '已研判',
    handling: '处置中',
    concluded: '已办结',
    reviewed: '已复盘',
  },
  en: {
    reported: 'to assess',
    assessed: 'assessed',
    handling: 'being handled',
    concluded: 'concluded',
    reviewed: 'reviewed',
  },
};

export const gradeWords: Both<IncidentGrade> = {
  zh: { red: '红色', orange: '橙色', yellow: '黄色', blue: '蓝色' },
  en: { red: 'Red', orange: 'Orange', yellow: 'Yellow', blue: 'Blue' },
};

export const sideWords: Both<Side> = {
  zh: { school: '学校', police: '公安' },
  en: { school: 'School', police: 'Police' },
};
