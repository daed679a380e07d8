import { stopTestPostgres } from '@anyuan/testkit/fresh-database.ts';
import { addCounts, pureTests, runCheck } from './check.ts';
import { runTestFiles, type TestCounts } from './run-tests.ts';
import { buildWeb, fullTests, setUpSystem } from './test-setup.ts';

/**
 * `npm test`: prepares a fresh machine, then everything that CI runs. `npm test -- PART…` runs only the test files whose
 * path contains one of the words, without the check.
 */
const perTestTimeoutMs = 180_000;
const spans: { name: string; tookMs: number }[] = [];

async function timed<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const startMs = performance.now();
  const result = await work();
  spans.push({ name, tookMs: performance.now() - startMs });
  return result;
}

async function runAll(words: readonly string[]): Promise<TestCounts> {
  await timed('set-up 准备', setUpSystem);
  const isBuilt = await timed('web build 网页', buildWeb);
  const built: TestCounts = isBuilt
    ? { passed: 1, failed: 0, failures: [] }
    : { passed: 0, failed: 1, failures: ['web build'] };
  if (words.length > 0) {
    const chosen = [...pureTests(), ...fullTests(pureTests())];
    return await runFiles(chosen.filter((path) => words.some((word) => path.includes(word))));
  }
  const checked = await timed('check 检查', runCheck);
  const files = fullTests(pureTests());
  return addCounts(addCounts(built, checked), await runFiles(files));
}

async function runFiles(files: readonly string[]): Promise<TestCounts> {
  if (files.length === 0) return { passed: 0, failed: 1, failures: ['no test file was found'] };
  const options = { files, concurrency: 2, timeoutMs: perTestTimeoutMs, reporter: 'spec' } as const;
  const counts = await timed('tests 测试', () => runTestFiles(options));
  if (counts.passed > 0) return counts;
  return addCounts(counts, { passed: 0, failed: 1, failures: ['no test ran'] });
}

const stop = (): Promise<boolean> => stopTestPostgres().catch(() => false);
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => void stop().then(() => process.exit(130)));
}

const counts = await runAll(process.argv.slice(2));
await timed('stop 收尾', stop);
console.log('');
for (const { name, tookMs } of spans) {
  console.log(`${(tookMs / 1000).toFixed(1).padStart(8)} s  ${name}`);
}
for (const failure of counts.failures) console.log(`✖ ${failure}`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
