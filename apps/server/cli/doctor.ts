import { serverSettingsOrExit } from '../platform/settings.ts';
import type { Finding } from './doctor-finding.ts';
import { examineServer } from './doctor-server.ts';
import { examineTerminal } from './doctor-terminal.ts';

/**
 * `bin/anyuan doctor [settings] [--json]`: looks at this machine with the settings a server would get and says what to
 * do. Exit code 1 when something that the chain needs is broken, 2 for bad settings.
 */
const marks = { ok: '✔', note: '·', warning: '!', broken: '✖' } as const;

function printTable(findings: readonly Finding[]): void {
  for (const { name, zh, state, seen, advice } of findings) {
    console.log(`${marks[state]} ${pad(zh, 12)}${pad(name, 14)}${seen}`);
    if (advice === null) continue;
    console.log(`    → ${advice.zh}`);
    console.log(`    → ${advice.en}`);
  }
}

/** Chinese characters take two columns. */
function pad(text: string, columns: number): string {
  const width = [...text].reduce((sum, char) => sum + (char > '\u2e7f' ? 2 : 1), 0);
  return text + ' '.repeat(Math.max(1, columns - width));
}

const argv = process.argv.slice(2);
const settings = serverSettingsOrExit({
  argv: argv.filter((word) => word !== '--json'),
  env: process.env,
  cwd: process.cwd(),
});
const findings = [...(await examineServer(settings)), ...(await examineTerminal())];
const isBroken = findings.some((finding) => finding.state === 'broken');

if (argv.includes('--json')) {
  console.log(JSON.stringify({ ok: !isBroken, findings }, null, 2));
} else {
  printTable(findings);
  console.log(
    isBroken
      ? '\n有问题需要处理，见 ✖ / something is broken, see ✖'
      : '\n可以启动：npm start / ready: npm start',
  );
}
process.exitCode = isBroken ? 1 : 0;
