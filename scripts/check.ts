import { join } from 'node:path';
import { findFiles, root } from './files.ts';
import { runTestFiles, type TestCounts } from './run-tests.ts';
import { printStep, runStep, type StepResult } from './steps.ts';

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
  const folders = ['packages/contracts', 'packages/core', 'scripts'];
  return [...findFiles(folders, /\.test\.ts$/), 'packages/testkit/clock.test.ts'];
}

/**
 * Format, lint, types, boundaries, sizes and pure tests; each step counts as one test. Two at a time: the machines this
 * runs on have two cores.
 */
export async function runCheck(): Promise<TestCounts> {
  const node = process.execPath;
  const pending = [
    { name: 'types 类型', command: bin('tsc'), args: ['-p', '.'] },
    { name: 'format and lint 格式', command: bin('biome'), args: lintFlags },
    { name: 'boundaries 边界', command: node, args: script('boundaries.ts') },
    { name: 'sizes 规模', command: node, args: script('sizes.ts') },
    { name: 'licences 许可', command: node, args: script('licences.ts') },
  ];
  const results: StepResult[] = [];
  const work = async (): Promise<void> => {
    for (let step = pending.shift(); step !== undefined; step = pending.shift()) {
      const result = await runStep(step);
      printStep(result);
      results.push(result);
    }
  };
  await Promise.all([work(), work()]);
  const startMs = performance.now();
  const files = pureTests();
  const tests = await runTestFiles({ files, concurrency: 2, timeoutMs: 60_000, reporter: 'dot' });
  const tookMs = performance.now() - startMs;
  const name = `pure tests 纯逻辑测试: ${tests.passed} passed, ${tests.failed} failed`;
  printStep({
    name,
    ok: tests.failed === 0 && tests.passed > 0,
    output: tests.failures.join('\n'),
    tookMs,
  });
  return addCounts(countSteps(results), tests);
}

function countSteps(results: readonly StepResult[]): TestCounts {
  const failures = results.filter((result) => !result.ok).map((result) => result.name);
  return { passed: results.length - failures.length, failed: failures.length, failures };
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
