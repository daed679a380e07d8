import type { ToPage, ToTerminal } from './messages.ts';
import { type BrowserTerminal, startBrowserTerminal } from './terminal.ts';

const post = (message: ToPage) => postMessage(message);
/** What comes before the terminal has started: a press does not wait in vain. */
const early: Exclude<ToTerminal, { type: 'begin' }>[] = [];
let terminal: BrowserTerminal | null = null;

async function begin(message: Extract<ToTerminal, { type: 'begin' }>): Promise<void> {
  terminal = await startBrowserTerminal(message, post);
  for (const waiting of early.splice(0)) terminal.take(waiting);
}

addEventListener('message', ({ data }: MessageEvent<ToTerminal>) => {
  if (data.type === 'begin')
    begin(data).catch(({ message }: Error) => post({ type: 'failed', message }));
  else if (terminal === null) early.push(data);
  else terminal.take(data);
});
