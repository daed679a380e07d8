import { failureWord, type Outcome, outcomeOfStatus } from './channel.ts';

/** An answer with its JSON, or what the missing one means for the message. */
export type JsonReply = { body: Record<string, unknown> } | { outcome: Outcome };

const timeoutMs = 5000;
const answerMaxCharacters = 64 * 1024;

/**
 * One request to a provider that answers in JSON. Providers say errors in the body, some with a
 * status beside it: a body with a code decides, the status only without one.
 */
export async function askJson(
  url: string,
  request: { body?: unknown; codeField: string; headers?: Record<string, string> },
): Promise<JsonReply> {
  try {
    const response = await fetch(url, {
      method: request.body === undefined ? 'GET' : 'POST',
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      headers: { 'content-type': 'application/json; charset=utf-8', ...request.headers },
      // A redirect could carry the message to a place that nobody agreed to.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = (await response.text()).slice(0, answerMaxCharacters);
    const body = objectOf(text);
    if (body && typeof body[request.codeField] === 'number') return { body };
    const outcome = outcomeOfStatus(response.status, response.headers.get('retry-after'));
    if (outcome.outcome !== 'sent') return { outcome };
    return body ? { body } : { outcome: { outcome: 'retry', error: 'answer not understood' } };
  } catch (error) {
    return { outcome: { outcome: 'retry', error: failureWord(error) } };
  }
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** What a provider's codes mean: which help later and how long they ask for. The rest is for good. */
export interface CodeTable {
  field: string;
  ok: readonly number[];
  /** Busy, or something an administrator may be correcting right now. */
  retry: readonly number[];
  /** Too many messages: not before a minute has passed. */
  limited: readonly number[];
}

export const limitedMs = 60_000;

export function outcomeOfCode(table: CodeTable, body: Record<string, unknown>): Outcome {
  const code = body[table.field];
  if (typeof code !== 'number') return { outcome: 'retry', error: 'answer not understood' };
  const error = `${table.field} ${code}`;
  if (table.ok.includes(code)) return { outcome: 'sent' };
  if (table.limited.includes(code)) return { outcome: 'retry', error, afterMs: limitedMs };
  return { outcome: table.retry.includes(code) ? 'retry' : 'gone', error };
}
