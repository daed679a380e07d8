import type { TestEvent } from 'node:test/reporters';

/** A reporter for Node's test runner that writes nothing but the counts, as JSON. */
export default async function* countReporter(
  source: AsyncIterable<TestEvent>,
): AsyncGenerator<string> {
  let passed = 0;
  const failures: string[] = [];
  for await (const event of source) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const isSuite = event.data.details.type === 'suite';
    if (event.type === 'test:fail') {
      if (!isSuite || event.data.nesting === 0)
        failures.push(`${event.data.name} (${event.data.file})`);
    } else if (!isSuite && event.data.skip === undefined && event.data.todo === undefined) {
      passed += 1;
    }
  }
  yield JSON.stringify({ passed, failed: failures.length, failures });
}
