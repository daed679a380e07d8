/**
 * Replaces comments and the insides of strings by spaces, so that a word search sees code only. Line numbers stay.
 * Not a parser: a quote inside a regular expression ends at the line's end, which is enough for a word search.
 */
export function codeOnly(text: string): string {
  return blank(text, { keepStrings: false });
}

/** Replaces comments only. */
export function withoutComments(text: string): string {
  return blank(text, { keepStrings: true });
}

const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;

function blank(text: string, options: { keepStrings: boolean }): string {
  return text.replace(token, (found) => {
    const isComment = found.startsWith('//') || found.startsWith('/*');
    if (!isComment && options.keepStrings) return found;
    const inside = found.replace(/[^\n]/g, ' ');
    return isComment ? inside : found[0] + inside.slice(2) + found[0];
  });
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
