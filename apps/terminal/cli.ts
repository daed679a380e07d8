import { makeLog } from './log.ts';
import { type ExitCode, startTerminal } from './main.ts';
import { helpText, parseOptions, Refused } from './options.ts';
import { askRunningTerminal, printSelfTest, testBySelf } from './self-test-cli.ts';

/** Standard output of `--once`: one line of JSON per detection. */
function printDetection(detection: {
  id: string;
  kind: string;
  beganAt: number;
  confidence: number;
  reasons: unknown[];
}): void {
  const { id, kind, beganAt, confidence, reasons } = detection;
  process.stdout.write(`${JSON.stringify({ id, kind, beganAt, confidence, reasons })}\n`);
}

async function run(argv: string[]): Promise<ExitCode> {
  const options = parseOptions(argv, process.env);
  if (options === 'help') {
    process.stdout.write(helpText);
    return 0;
  }
  const log = makeLog({ quiet: options.quiet, json: options.jsonLog });
  if (options.selfTest) {
    const running = await askRunningTerminal(options.httpPort);
    if (running !== null) return printSelfTest(running);
  }
  const onDetection = options.once ? printDetection : () => undefined;
  const terminal = await startTerminal({ options, log, onDetection });
  log.info(
    { server: options.server, input: options.input, button: terminal.httpPort },
    '终端已启动  terminal started',
  );
  process.once('SIGINT', terminal.stop);
  process.once('SIGTERM', terminal.stop);
  return options.selfTest ? testBySelf(terminal) : terminal.ended;
}

try {
  process.exit(await run(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
