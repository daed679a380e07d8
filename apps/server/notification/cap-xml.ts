import type { CapMessage } from '@anyuan/core/notification/cap.ts';
import { XMLBuilder } from 'fast-xml-parser';

const attribute = '@';
const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: attribute,
  format: true,
  suppressEmptyNode: false,
});
const capNamespace = 'urn:oasis:names:tc:emergency:cap:1.2';
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const restriction = '仅限获授权的校园安全联动单位使用，不得公开转发';

/** A CAP 1.2 document. Elements stand in the order of the OASIS schema, which is a sequence. */
export function capXml(message: CapMessage): string {
  return declaration + builder.build({ alert: alertOf(message) });
}

function alertOf(m: CapMessage): Record<string, unknown> {
  return cleaned({
    [`${attribute}xmlns`]: capNamespace,
    identifier: m.identifier,
    sender: m.sender,
    sent: m.sent,
    status: m.status,
    msgType: m.msgType,
    scope: 'Restricted',
    restriction,
    ...(m.references === null ? {} : { references: m.references }),
    info: {
      language: 'zh-CN',
      category: 'Security',
      event: m.event,
      responseType: m.responseType,
      urgency: m.urgency,
      severity: m.severity,
      certainty: m.certainty,
      effective: m.effective,
      onset: m.onset,
      expires: m.expires,
      senderName: m.senderName,
      headline: m.headline,
      description: m.description,
      instruction: m.instruction,
      area: {
        areaDesc: m.areaDesc,
        ...(m.circle === null ? {} : { circle: m.circle }),
      },
    },
  });
}

export interface FeedEntry {
  /** The newest message of an alarm, and when its first was sent. */
  message: CapMessage;
  firstSent: string;
}

/** Atom (RFC 4287) with the CAP document of each alarm inside its entry. */
export function atomXml(input: {
  address: string;
  title: string;
  updated: string;
  entries: readonly FeedEntry[];
}): string {
  const { address, title, updated, entries } = input;
  const feed = cleaned({
    [`${attribute}xmlns`]: 'http://www.w3.org/2005/Atom',
    id: 'urn:anyuan:feed:cap',
    title,
    updated,
    author: { name: title },
    entry: entries.map(({ message, firstSent }) => ({
      id: `urn:anyuan:cap:${message.identifier}`,
      title: message.headline,
      updated: message.sent,
      published: firstSent,
      link: {
        [`${attribute}rel`]: 'alternate',
        [`${attribute}type`]: 'application/cap+xml',
        [`${attribute}href`]: `${address}/${message.identifier}`,
      },
      content: { [`${attribute}type`]: 'application/cap+xml', alert: alertOf(message) },
    })),
  });
  return declaration + builder.build({ feed });
}

/** Without what XML 1.0 cannot hold (2.2 Char), which no escape makes right. */
function cleaned<T>(value: T): T {
  if (typeof value === 'string') return withoutControls(value.toWellFormed()) as T;
  if (Array.isArray(value)) return value.map(cleaned) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, cleaned(v)])) as T;
}

function withoutControls(text: string): string {
  return [...text]
    .filter((c) => {
      const code = c.codePointAt(0) ?? 0;
      const isText = code >= 0x20 || code === 0x9 || code === 0xa || code === 0xd;
      return isText && code !== 0xfffe && code !== 0xffff;
    })
    .join('');
}
