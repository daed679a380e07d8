import { join } from 'node:path';
import { findFiles, root } from './files.ts';
import { runTestFiles, type TestCounts } from './run-tests.ts';
import { printStep, runStep, type Step } from './steps.ts';

const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const lintFlags = [
  'check',
  '--colors=off',
  '--diagnostic-level=error',
  '--max-diagnostics=50',
  '.',
];
const script = (name: string) => [join(root, 'scripts', name)];

/** Tests that need nothing outside the process: no database, no browser, no network. */
export function pureTests(): string[] {
  const folders = ['packages/contracts', 'packages/core', 'scripts', 'apps/web/src'];
  return [...findFiles(folders, /\.test\.ts$/), 'packages/testkit/clock.test.ts'];
}

/** Longest first, so that the last ones fill the gaps. */
function checkSteps(): Step[] {
  const node = process.execPath;
  return [
    { name: 'types 类型', command: bin('tsc'), args: ['-p', '.'] },
    { name: 'format and lint 格式', command: bin('biome'), args: lintFlags },
    { name: 'licences 许可', command: node, args: script('licences.ts') },
    { name: 'boundaries 边界', command: node, args: script('boundaries.ts') },
    { name: 'sizes 规模', command: node, args: script('sizes.ts') },
  ];
}

/**
 * Format, lint, types, boundaries, sizes and pure tests; each step counts as one test. `others` run along with them. Two at
 * a time: the machines this runs on have two cores.
 */
export async function runCheck(others: readonly Step[] = []): Promise<TestCounts> {
  const pending = [...others, ...checkSteps()].map((step) => () => countStep(step));
  return await inTurn([runPureTests, ...pending], 2);
}

/** In one process, where no file can hold up another: starting 60 of them costs more than most of them do. */
async function runPureTests(): Promise<TestCounts> {
  const startMs = performance.now();
  const tests = await runTestFiles({
    files: pureTests(),
    concurrency: 1,
    timeoutMs: 120_000,
    reporter: 'dot',
    isIsolated: false,
  });
  const tookMs = performance.now() - startMs;
  const name = `pure tests 纯逻辑测试: ${tests.passed} passed, ${tests.failed} failed`;
  const output = tests.failures.join('\n');
  printStep({ name, ok: tests.failed === 0 && tests.passed > 0, output, tookMs });
  if (tests.passed > 0) return tests;
  return addCounts(tests, { passed: 0, failed: 1, failures: ['no pure test ran'] });
}

/** One step, counted as one test. */
export async function countStep(step: Step): Promise<TestCounts> {
  const result = await runStep(step);
  printStep(result);
  if (result.ok) return { passed: 1, failed: 0, failures: [] };
  return { passed: 0, failed: 1, failures: [result.name] };
}

/** Does the work `atOnce` at a time, in its order; counts of all of it. */
export async function inTurn(
  work: readonly (() => Promise<TestCounts>)[],
  atOnce: number,
): Promise<TestCounts> {
  const pending = [...work];
  let counts: TestCounts = { passed: 0, failed: 0, failures: [] };
  const worker = async (): Promise<void> => {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      const done = await next();
      // Not in one expression: the counts would be those of before the wait, and a failure meanwhile be lost.
      counts = addCounts(counts, done);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return counts;
}

export function addCounts(one: TestCounts, other: TestCounts): TestCounts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    failures: [...one.failures, ...other.failures],
  };
}

if (import.meta.main) {
  const counts = await runCheck();
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}
