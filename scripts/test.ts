import { availableParallelism } from 'node:os';
import { stopTestPostgres } from '@anyuan/testkit/fresh-database.ts';
import { addCounts, countStep, pureTests, runCheck } from './check.ts';
import { makeMemoryFolder, removeFolder } from './memory-folder.ts';
import { runTestFiles, type TestCounts } from './run-tests.ts';
import { fullTests, setUpSystem, webBuild } from './test-setup.ts';

/**
 * `npm test`: prepares a fresh machine, then everything that CI runs. `npm test -- PART…` runs only the test files whose
 * path contains one of the words, without the check.
 */
const cores = availableParallelism();
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
  const pure = pureTests();
  if (words.length === 0) {
    const checked = await timed('web build, check 网页、检查', () => runCheck([webBuild()]));
    return addCounts(checked, await runFiles(fullTests(pure)));
  }
  const built = await timed('web build 网页', () => countStep(webBuild()));
  const chosen = [...pure, ...fullTests(pure)];
  const files = chosen.filter((path) => words.some((word) => path.includes(word)));
  return addCounts(built, await runFiles(files));
}

/**
 * First the others, one more than there are cores, as some wait for sounds and clocks; then those in a browser, one for each
 * core, as each brings some ten processes. Both lanes at once were quicker, and on two cores now and then too late for what a
 * page waits for.
 */
async function runFiles(files: readonly string[]): Promise<TestCounts> {
  if (files.length === 0) return { passed: 0, failed: 1, failures: ['no test file was found'] };
  const options = { timeoutMs: perTestTimeoutMs, reporter: 'spec' } as const;
  const inBrowser = files.filter((path) => /browser[a-z-]*\.test\.ts$/.test(path));
  const others = files.filter((path) => !inBrowser.includes(path));
  const run = (chosen: readonly string[], concurrency: number): Promise<TestCounts> =>
    chosen.length === 0
      ? Promise.resolve({ passed: 0, failed: 0, failures: [] })
      : runTestFiles({ ...options, files: chosen, concurrency });
  const counts = addCounts(
    await timed('tests 测试', () => run(others, cores + 1)),
    await timed('browser tests 浏览器测试', () => run(inBrowser, Math.max(2, cores))),
  );
  if (counts.passed > 0) return counts;
  return addCounts(counts, { passed: 0, failed: 1, failures: ['no test ran'] });
}

const folder = makeMemoryFolder();
if (folder !== null) process.env.TMPDIR = folder;

async function stop(): Promise<void> {
  await stopTestPostgres().catch(() => false);
  if (folder !== null) removeFolder(folder);
}
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
