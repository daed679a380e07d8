import { Refusal } from '@anyuan/contracts/errors.ts';
import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';

const bytesMax = 4 * 1024 * 1024;

/** What draws. Scripts, foreign objects, links, animation and sound are not among it. */
const elements = new Set(
  (
    'svg g path rect circle ellipse line polyline polygon text tspan defs use symbol clipPath mask ' +
    'pattern linearGradient radialGradient stop marker title desc style image'
  ).split(' '),
);

/** One element as the parser gives it: its name, its children, and its attributes beside. */
interface XmlNode {
  [name: string]: XmlNode[] | Record<string, string> | string | undefined;
}
const attributesKey = ':@';
const options = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  // Left as they are written: nothing is decoded that we would have to encode again.
  processEntities: false,
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
};

/**
 * An SVG of nothing but drawing: what is not on the list is left out, nothing points outside of the
 * file. @throws Refusal picture.badSvg, picture.damaged
 */
export function cleanSvg(bytes: Buffer): Buffer {
  const text = bytes.toString('utf8');
  // Entities can name other files, or grow without end.
  if (bytes.length > bytesMax || /<!ENTITY/i.test(text)) throw new Refusal('picture.badSvg');
  if (XMLValidator.validate(text) !== true) throw new Refusal('picture.damaged');
  const parsed = new XMLParser(options).parse(text) as XmlNode[];
  const root = parsed.find((node) => nameOf(node) === 'svg');
  if (!root) throw new Refusal('picture.wrongType');
  const bushes = idsOfBushes(root);
  const cleaned = cleanNode(root, bushes);
  const xml = new XMLBuilder({ ...options, suppressEmptyNode: true }).build([cleaned]) as string;
  return Buffer.from(xml, 'utf8');
}

function nameOf(node: XmlNode): string {
  return Object.keys(node).find((key) => key !== attributesKey) ?? '';
}

function childrenOf(node: XmlNode): XmlNode[] {
  const children = node[nameOf(node)];
  return Array.isArray(children) ? children : [];
}

function attributesOf(node: XmlNode): Record<string, string> {
  return (node[attributesKey] as Record<string, string> | undefined) ?? {};
}

/** Elements that use others: to use them again would let ten lines draw ten million shapes. */
function idsOfBushes(root: XmlNode): Set<string> {
  const bushes = new Set<string>();
  const visit = (node: XmlNode): boolean => {
    const inner = childrenOf(node).map(visit).some(Boolean);
    const uses = inner || nameOf(node) === 'use';
    const { id } = attributesOf(node);
    if (uses && id !== undefined) bushes.add(id);
    return uses;
  };
  visit(root);
  return bushes;
}

function cleanNode(node: XmlNode, bushes: ReadonlySet<string>): XmlNode {
  const name = nameOf(node);
  const attributes = Object.entries(attributesOf(node)).filter((entry) => isHarmless(entry));
  const children = childrenOf(node).filter((child) => {
    const childName = nameOf(child);
    if (childName === '#text') return name !== 'style' || isStyle(String(child['#text']));
    if (!elements.has(childName)) return false;
    return childName !== 'use' || !bushes.has(hrefOf(child).slice(1));
  });
  return {
    [name]: children.map((child) => (nameOf(child) === '#text' ? child : cleanNode(child, bushes))),
    [attributesKey]: Object.fromEntries(attributes),
  };
}

function hrefOf(node: XmlNode): string {
  const attributes = attributesOf(node);
  return attributes.href ?? attributes['xlink:href'] ?? '';
}

function isHarmless([name, value]: [string, string]): boolean {
  if (/^on/i.test(name)) return false;
  if (/(^|:)href$/i.test(name)) {
    return /^#[\w.-]+$/.test(value) || /^data:image\/(png|jpeg|webp);base64,/.test(value);
  }
  if (/^xmlns(:xlink)?$/.test(name)) return true;
  if (name.includes(':')) return name === 'xml:space';
  return isStyle(value);
}

/** Styles and attributes point only into the file itself. A backslash could spell anything. */
function isStyle(value: string): boolean {
  if (/@import|expression|javascript:|\\|&#/i.test(value)) return false;
  return !/url\s*\((?!\s*['"]?#)/i.test(value);
}
