import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import { API } from 'typescript/unstable/sync';
import { findFiles, root } from './files.ts';
import { lineAt } from './source-text.ts';

/** Healthy sizes in lines (switch: in cases). What must be larger stands in sizes-allow.json with its reason. */
export const limits = { file: 300, function: 60, component: 150, switch: 12 } as const;

export type Rule = keyof typeof limits;

export type Size = { rule: Rule; path: string; name: string; line: number; size: number };

/** An exception: up to `limit` for `name` (a function's name, or the file) in `path`, with the reason. */
export type Allowance = { rule: Rule; path: string; name: string; limit: number; reason: string };

const functionKinds = new Set<SyntaxKind>([
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ArrowFunction,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.Constructor,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
]);

/** Inline callbacks belong to the function around them; functions with a name are counted on their own. */
const namingParents = new Set<SyntaxKind>([
  SyntaxKind.VariableDeclaration,
  SyntaxKind.PropertyAssignment,
  SyntaxKind.PropertyDeclaration,
]);

export function measure(path: string, source: SourceFile): Size[] {
  const text = source.text;
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  const sizes: Size[] = [{ rule: 'file', path, name: 'file', line: 1, size: lines }];
  const visit = (node: Node): void => {
    if (functionKinds.has(node.kind)) sizes.push(measureFunction(path, source, node));
    if (node.kind === SyntaxKind.SwitchStatement) {
      const size = countCases(node);
      sizes.push({ rule: 'switch', path, name: 'switch', line: startLine(source, node), size });
    }
    node.forEachChild(visit);
  };
  source.forEachChild(visit);
  return sizes;
}

function measureFunction(path: string, source: SourceFile, node: Node): Size {
  const name = nameOf(node);
  const line = startLine(source, node);
  const all = span(source, node);
  const isComponent = path.endsWith('.tsx') && /^[A-Z]/.test(name);
  if (isComponent) return { rule: 'component', path, name, line, size: all };
  return { rule: 'function', path, name, line, size: all - namedInside(source, node) };
}

/** Lines of the named functions inside, which are measured by themselves. */
function namedInside(source: SourceFile, node: Node): number {
  let lines = 0;
  const visit = (child: Node): void => {
    if (functionKinds.has(child.kind) && nameOf(child) !== '') lines += span(source, child);
    else child.forEachChild(visit);
  };
  node.forEachChild(visit);
  return lines;
}

function nameOf(node: Node): string {
  const own = (node as { name?: { text?: string } }).name?.text;
  if (own !== undefined) return own;
  if (node.kind === SyntaxKind.Constructor) return 'constructor';
  const parent = node.parent as (Node & { name?: { text?: string } }) | undefined;
  if (parent === undefined || !namingParents.has(parent.kind)) return '';
  return parent.name?.text ?? '';
}

function countCases(node: Node): number {
  let cases = 0;
  node.forEachChild((child) => {
    if (child.kind !== SyntaxKind.CaseBlock) return;
    child.forEachChild(() => {
      cases += 1;
    });
  });
  return cases;
}

function startLine(source: SourceFile, node: Node): number {
  return lineAt(source.text, node.getStart(source));
}

function span(source: SourceFile, node: Node): number {
  return source.text.slice(node.getStart(source), node.end).split('\n').length;
}

/** What is too large, and the allowances that nothing needs any more. */
export function judge(sizes: readonly Size[], allowances: readonly Allowance[]): string[] {
  const used = new Set<Allowance>();
  const complaints = sizes.flatMap((size) => {
    if (size.size <= limits[size.rule]) return [];
    const allowance = allowances.find(
      ({ rule, path, name }) => rule === size.rule && path === size.path && name === size.name,
    );
    if (allowance !== undefined) used.add(allowance);
    const limit = allowance?.limit ?? limits[size.rule];
    if (size.size <= limit) return [];
    const unit = size.rule === 'switch' ? 'cases' : 'lines';
    const what = `${size.rule} ${size.name === size.rule ? '' : size.name}`.trim();
    return [`${size.path}:${size.line} ${what} has ${size.size} ${unit}, at most ${limit}`];
  });
  const idle = allowances.filter((allowance) => !used.has(allowance));
  return [
    ...complaints,
    ...idle.map(({ rule, path, name }) => `sizes-allow.json: not needed: ${rule} ${name} ${path}`),
  ];
}

/** Parses with TypeScript's own parser; one process, about a second for the whole repository. */
export function measureAll(paths: readonly string[], base = root): Size[] {
  const api = new API({ cwd: base });
  try {
    const snapshot = api.updateSnapshot({ openProject: join(base, 'tsconfig.json') });
    const program = snapshot.getProjects()[0]?.program;
    return paths.flatMap((path) => {
      const source = program?.getSourceFile(join(base, path));
      return source === undefined ? measureText(path, base) : measure(path, source);
    });
  } finally {
    api.close();
  }
}

/** Files outside the TypeScript project (plain scripts): only their length. */
function measureText(path: string, base: string): Size[] {
  const size = readFileSync(join(base, path), 'utf8').trimEnd().split('\n').length;
  return [{ rule: 'file', path, name: 'file', line: 1, size }];
}

export function checkSizes(): string[] {
  const folders = ['packages', 'apps', 'bench', 'scenarios', 'scripts', 'bin'];
  const paths = findFiles(folders, /(\.(ts|tsx|cjs|mjs)|bin\/anyuan)$/);
  const allowances: Allowance[] = JSON.parse(
    readFileSync(join(root, 'scripts/sizes-allow.json'), 'utf8'),
  );
  return judge(measureAll(paths), allowances);
}

if (import.meta.main) {
  const complaints = checkSizes();
  for (const complaint of complaints) console.log(complaint);
  process.exitCode = complaints.length === 0 ? 0 : 1;
}
