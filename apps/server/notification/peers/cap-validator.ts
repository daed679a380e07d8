import { XMLParser, XMLValidator } from 'fast-xml-parser';

/**
 * A validator of CAP 1.2 documents, written from the rules of the OASIS schema (CAP-v1.2, "4 Data
 * dictionary" and its XML schema) because the schema file itself is not shipped with any package here.
 * It knows nothing of the code under test: names, order, numbers, code lists and forms of values.
 */
export interface XmlElement {
  name: string;
  namespace: string;
  text: string;
  children: XmlElement[];
}

type Node = Record<string, unknown>;

/** Throws when the text is no well-formed XML. */
export function parseXml(xml: string): XmlElement {
  const verdict = XMLValidator.validate(xml);
  if (verdict !== true) throw new Error(verdict.err.msg);
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    trimValues: false,
    ignoreDeclaration: true,
  });
  const nodes = parser.parse(xml) as Node[];
  const [root] = nodes.filter((n) => !('#text' in n)).map((n) => elementOf(n, ''));
  if (!root) throw new Error('no element');
  return root;
}

function elementOf(node: Node, inherited: string): XmlElement {
  const name = Object.keys(node).find((key) => key !== ':@') ?? '';
  const attributes = (node[':@'] ?? {}) as Record<string, string>;
  const namespace = attributes.xmlns ?? inherited;
  const inside = node[name] as Node[];
  const text = inside.map((n) => ('#text' in n ? String(n['#text']) : '')).join('');
  const children = inside.filter((n) => !('#text' in n)).map((n) => elementOf(n, namespace));
  return { name, namespace, text: children.length > 0 ? text.trim() : text, children };
}

/** Minimum and maximum number, form of the value or what is inside, in the order of the sequence. */
type Rule = [name: string, min: number, max: number, value: RegExp | readonly string[] | Rule[]];

const many = Number.POSITIVE_INFINITY;
const anyText = /^[\s\S]*$/;
/** No spaces, commas, < or & (3.2.1). */
const idText = /^[^\s,<&]+$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-,+]\d\d:\d\d$/;
const degrees = String.raw`-?\d{1,3}(\.\d+)?`;
const named: Rule[] = [
  ['valueName', 1, 1, anyText],
  ['value', 1, 1, anyText],
];

const area: Rule[] = [
  ['areaDesc', 1, 1, anyText],
  ['polygon', 0, many, new RegExp(`^(${degrees},${degrees} ?){4,}$`)],
  ['circle', 0, many, new RegExp(`^${degrees},${degrees} \\d+(\\.\\d+)?$`)],
  ['geocode', 0, many, named],
  ['altitude', 0, 1, /^-?\d+(\.\d+)?$/],
  ['ceiling', 0, 1, /^-?\d+(\.\d+)?$/],
];

const info: Rule[] = [
  ['language', 0, 1, /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/],
  [
    'category',
    1,
    many,
    'Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other'.split(' '),
  ],
  ['event', 1, 1, anyText],
  [
    'responseType',
    0,
    many,
    'Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None'.split(' '),
  ],
  ['urgency', 1, 1, 'Immediate Expected Future Past Unknown'.split(' ')],
  ['severity', 1, 1, 'Extreme Severe Moderate Minor Unknown'.split(' ')],
  ['certainty', 1, 1, 'Observed Likely Possible Unlikely Unknown'.split(' ')],
  ['audience', 0, 1, anyText],
  ['eventCode', 0, many, named],
  ['effective', 0, 1, time],
  ['onset', 0, 1, time],
  ['expires', 0, 1, time],
  ['senderName', 0, 1, anyText],
  ['headline', 0, 1, anyText],
  ['description', 0, 1, anyText],
  ['instruction', 0, 1, anyText],
  ['web', 0, 1, /^\S+$/],
  ['contact', 0, 1, anyText],
  ['parameter', 0, many, named],
  ['resource', 0, many, anyText],
  ['area', 0, many, area],
];

const alert: Rule[] = [
  ['identifier', 1, 1, idText],
  ['sender', 1, 1, idText],
  ['sent', 1, 1, time],
  ['status', 1, 1, 'Actual Exercise System Test Draft'.split(' ')],
  ['msgType', 1, 1, 'Alert Update Cancel Ack Error'.split(' ')],
  ['source', 0, 1, anyText],
  ['scope', 1, 1, 'Public Restricted Private'.split(' ')],
  ['restriction', 0, 1, anyText],
  ['addresses', 0, 1, anyText],
  ['code', 0, many, anyText],
  ['note', 0, 1, anyText],
  ['references', 0, 1, /^[^\s,<&]+,[^\s,<&]+,\S+( [^\s,<&]+,[^\s,<&]+,\S+)*$/],
  ['incidents', 0, 1, anyText],
  ['info', 0, many, info],
];

/** What is wrong with an alert, in words; empty when it is valid. */
export function capFaults(element: XmlElement): string[] {
  if (element.name !== 'alert') return [`${element.name} is no alert`];
  const faults = within('alert', element, alert);
  const value = (name: string) => element.children.find((c) => c.name === name)?.text;
  if (value('scope') === 'Restricted' && !value('restriction')) faults.push('no restriction');
  const isLater = value('msgType') === 'Update' || value('msgType') === 'Cancel';
  if (isLater && !value('references')) faults.push('no references');
  return faults;
}

function within(path: string, element: XmlElement, rules: readonly Rule[]): string[] {
  const faults: string[] = [];
  let at = 0;
  for (const [name, min, max, value] of rules) {
    let count = 0;
    for (let child = element.children[at]; child?.name === name; child = element.children[at]) {
      faults.push(...faultsOf(`${path}/${name}`, child, value));
      count++;
      at++;
    }
    if (count < min || count > max) faults.push(`${path}/${name}: ${count} times`);
  }
  const stray = element.children[at];
  if (stray) faults.push(`${path}/${stray.name}: not here`);
  return faults;
}

function faultsOf(path: string, element: XmlElement, value: Rule[3]): string[] {
  if (element.namespace !== 'urn:oasis:names:tc:emergency:cap:1.2') return [`${path}: namespace`];
  if (value instanceof RegExp) return value.test(element.text) ? [] : [`${path}: ${element.text}`];
  if (isCodes(value)) return value.includes(element.text) ? [] : [`${path}: ${element.text}`];
  return within(path, element, value);
}

function isCodes(value: readonly string[] | Rule[]): value is readonly string[] {
  return typeof value[0] === 'string';
}
