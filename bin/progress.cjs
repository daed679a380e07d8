'use strict';
const { spawn } = require('node:child_process');

/** Ends the process with advice in both languages. */
function fail(code, zh, en) {
  process.stderr.write(`\n${zh}\n${en}\n`);
  process.exit(code);
}

/**
 * Runs a long command and shows that it is alive: one line per second on a screen, one per ten seconds in a log.
 * All on standard error, so that `--json` output stays clean. Resolves with the exit code and what was printed.
 */
function runWithProgress(options) {
  const { label, command, args, cwd, env } = options;
  const startMs = Date.now();
  const isScreen = process.stderr.isTTY === true;
  const seconds = () => Math.round((Date.now() - startMs) / 1000);
  const show = () =>
    process.stderr.write(isScreen ? `\r${label} … ${seconds()} s` : `${label} … ${seconds()} s\n`);
  show();
  const timer = setInterval(show, isScreen ? 1000 : 10000);
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const collect = (chunk) => {
      output = (output + chunk).slice(-20000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const finish = (code, text) => {
      clearInterval(timer);
      show();
      if (isScreen) process.stderr.write('\n');
      resolve({ code, output: output + text });
    };
    child.on('error', (error) => finish(1, error.message));
    child.on('close', (code) => finish(code === null ? 1 : code, ''));
  });
}

module.exports = { fail, runWithProgress };
