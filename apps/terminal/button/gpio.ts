import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { findCommand } from '../commands.ts';
import type { Log } from '../log.ts';
import type { Edge } from './press-reader.ts';

const restartMs = 2_000;
/** gpiomon that has run this long watches its line; one that may not ends at once. */
const wellAfterMs = 1_000;

/**
 * One line of gpiomon. Version 1: `event: FALLING EDGE offset: 17 timestamp: [ 1608.123456789]`;
 * version 2: `1608.123456789<tab>falling<tab>gpiochip0 17`. The button pulls the line to ground,
 * so falling is down. Null when the line is something else.
 */
export function parseEdge(line: string): Edge | null {
  const match = /\b(falling|rising)\b/i.exec(line);
  if (match?.[1] === undefined) return null;
  return match[1].toLowerCase() === 'falling' ? 'down' : 'up';
}

/** Arguments for the gpiomon that is installed; version 2 names the chip with an option. */
export function gpiomonArgs(version: string, gpio: { chip: string; line: number }): string[] {
  const major = Number(/v?(\d+)\.\d+/.exec(version)?.[1] ?? 1);
  const line = String(gpio.line);
  if (major >= 2) return ['--bias=pull-up', '--edges=both', '--chip', gpio.chip, line];
  return ['--line-buffered', '--bias=pull-up', gpio.chip, line];
}

/** Watches a button through `gpiomon`, started again for ever. Gives a function that ends it. */
export function openGpioButton(options: {
  gpio: { chip: string; line: number };
  clock: Clock;
  log: Log;
  onEdge(edge: Edge): void;
  /** The button cannot be read, with the reason; null: it can again. */
  onTrouble(detail: string | null): void;
}): () => void {
  const { clock, log } = options;
  let child: ChildProcess | undefined;
  let stopped = false;
  let waiting: { cancel(): void } | undefined;

  async function watch(): Promise<void> {
    const command = findCommand('gpiomon');
    if (command === null) {
      log.error('没有 gpiomon，请安装 gpiod  gpiomon is missing: install the package gpiod');
      options.onTrouble('gpiomon is missing: install the package gpiod');
      return again();
    }
    const asked = await promisify(execFile)(command, ['--version']).catch(() => null);
    if (stopped) return;
    const args = gpiomonArgs(asked?.stdout ?? '', options.gpio);
    const current = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child = current;
    const well = clock.setTimer(clock.now() + wellAfterMs, () => options.onTrouble(null));
    let complaint = '';
    current.stderr.on('data', (text: Buffer) => {
      complaint = (complaint + text.toString('utf8')).slice(-300);
    });
    current.on('error', (error) => {
      complaint = error.message;
    });
    createInterface({ input: current.stdout }).on('line', (line) => {
      const edge = parseEdge(line);
      if (edge !== null) options.onEdge(edge);
    });
    current.on('close', (code) => {
      well.cancel();
      if (stopped) return;
      const detail = complaint.trim() || `exit ${code}`;
      log.error({ detail }, '按钮监视中断，正在重启  gpiomon ended, starting it again');
      options.onTrouble(detail);
      again();
    });
  }

  function again(): void {
    waiting = clock.setTimer(clock.now() + restartMs, () => void watch());
  }

  void watch();
  return () => {
    stopped = true;
    waiting?.cancel();
    child?.kill('SIGTERM');
  };
}
