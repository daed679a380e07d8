import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Faults } from '../faults.ts';
import type { Log } from '../log.ts';
import type { TerminalOptions } from '../options.ts';
import { openGpioButton } from './gpio.ts';
import { type LocalButtonHandlers, openLocalButton } from './http.ts';
import { openKeyboard } from './key.ts';
import { makePressReader } from './press-reader.ts';

export interface Buttons {
  /** Port of the local HTTP button; null when it could not be had. */
  httpPort: number | null;
  close(): Promise<void>;
}

export interface ButtonParts extends LocalButtonHandlers {
  options: TerminalOptions;
  clock: Clock;
  log: Log;
  monotonicMs: () => number;
  faults: Pick<Faults, 'raise' | 'clear'>;
  /** Is somebody on the way? Then a long press means arrival. */
  accepted(): boolean;
  quit(): void;
}

/** Opens every button that was asked for. One that cannot be had never keeps the others away. */
export async function openButtons(parts: ButtonParts): Promise<Buttons> {
  const { options, log } = parts;
  const closers: (() => void | Promise<void>)[] = [];
  const { httpPort } = options;
  const local = await openLocalButton(httpPort, parts).catch((error: NodeJS.ErrnoException) => {
    log.error(
      { port: httpPort, reason: error.code ?? error.message },
      '本机按钮端口被占用，用 --http-port 另选；其他功能照常  local button port cannot be had',
    );
    return null;
  });
  if (local !== null) closers.push(() => local.close());
  const press = () => void parts.press();
  if (options.buttonKey && process.stdin.isTTY) {
    log.info('空格或回车报警，a 到场，q 退出  space or enter: press, a: arrived, q: quit');
    closers.push(openKeyboard(process.stdin, { ...parts, press }, parts.monotonicMs));
  } else if (options.buttonKey) {
    log.warn(
      '标准输入不是终端窗口，键盘按钮未启用  standard input is not a tty: no keyboard button',
    );
  }
  if (options.gpioButton !== undefined) {
    closers.push(openGpio({ ...parts, press, gpio: options.gpioButton }));
  }
  return {
    httpPort: local?.port ?? null,
    async close() {
      for (const close of closers) await close();
    },
  };
}

/** The button on the wall; one that cannot be read, or hangs, is a fault: nothing else would show it. */
function openGpio(
  parts: Omit<ButtonParts, 'press'> & { press(): void; gpio: { chip: string; line: number } },
): () => void {
  const { faults } = parts;
  const onEdge = makePressReader({
    ...parts,
    stuck(is) {
      if (is) faults.raise('button.stuck', 'down for a minute');
      else faults.clear('button.stuck');
    },
  });
  return openGpioButton({
    ...{ ...parts, onEdge },
    onTrouble(detail) {
      if (detail === null) faults.clear('button.dead');
      else faults.raise('button.dead', detail);
    },
  });
}
