/** JSON of a text; null when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** The advice inside an error reply of the server, or the bare status. */
export function adviceOf(answer: { status: number; text: string }): { code: string; text: string } {
  const body = parseJson(answer.text) as { error?: Record<string, unknown> } | null;
  const error = body?.error;
  const read = (name: string) => (typeof error?.[name] === 'string' ? String(error[name]) : '');
  const code = read('code') || `http.${answer.status}`;
  const text = [read('zh'), read('en')].filter(Boolean).join('  ');
  return { code, text: text || `HTTP ${answer.status}` };
}
