import { readStored, writeStored } from '../platform/storage.ts';
import { makeStore } from '../platform/store.ts';
import { keepFiles } from './keep-files.ts';
import type { MicrophoneTrouble, TerminalPageView, ToPage, ToTerminal } from './messages.ts';
import { cannotListen, captureUrl, isAllowedAlready, makeMicrophone } from './microphone.ts';
import { makePagePlayer } from './page-player.ts';
import workerUrl from './worker.ts?worker&url';

/** No sign from the worker for this long: it is replaced. */
const silentWorkerMs = 15_000;

export type HostState =
  /** Another tab of this browser is the terminal. */
  | { at: 'elsewhere' }
  | { at: 'impossible'; why: 'insecure' | 'unsupported' | 'storage' }
  /** A person has to touch once, so that the browser lets us hear and sound. */
  | { at: 'waiting' }
  | { at: 'running' };

export const hostStore = makeStore<HostState>({ at: 'waiting' });
export const viewStore = makeStore<TerminalPageView | null>(null);
export const soundStore = makeStore<'locked' | 'ready'>('locked');
export const troubleStore = makeStore<MicrophoneTrouble | null>(null);

type Edge = Extract<ToTerminal, { type: 'edge' }>;

let worker: Worker | null = null;
let lastSignMs = 0;
/** Edges of the button that no worker has taken yet. */
let edges: Edge[] = [];
let nextEdge = 1;

const post = (message: ToTerminal, transfer: Transferable[] = []) =>
  worker?.postMessage(message, transfer);
const player = makePagePlayer(post);
const microphone = makeMicrophone({
  onPort(port) {
    troubleStore.set(null);
    post({ type: 'microphone', port }, [port]);
  },
  onTrouble(trouble, detail) {
    troubleStore.set(trouble);
    post({ type: 'microphoneTrouble', trouble, detail });
  },
  onRunning: (context) => {
    void keepFiles([captureUrl]);
    tellPage();
    if (context.state !== 'running') void context.resume().catch(() => undefined);
    addEventListener('pointerdown', () => void context.resume().catch(() => undefined), {
      capture: true,
    });
  },
});

function tellPage(): void {
  const hidden = document.visibilityState !== 'visible';
  soundStore.set(player.state());
  post({ type: 'page', hidden, sound: player.state() });
}

const takers: { [T in ToPage['type']]: (message: Extract<ToPage, { type: T }>) => void } = {
  view({ view }) {
    viewStore.set(view);
    if (hostStore.get().at === 'impossible') hostStore.set({ at: 'running' });
  },
  edgeTaken({ edgeId }) {
    edges = edges.filter((edge) => edge.edgeId !== edgeId);
  },
  play: ({ id, samples }) => void player.play(id, samples),
  stopPlaying: ({ id }) => player.stop(id),
  restartMicrophone: () => void microphone.open(),
  stalled: () => begin({ code: null, restarted: true }),
  failed({ message }) {
    console.error(message);
    hostStore.set({ at: 'impossible', why: 'storage' });
  },
};

function begin(how: { code: string | null; restarted: boolean }): void {
  worker?.terminate();
  worker = new Worker(workerUrl, { type: 'module' });
  lastSignMs = performance.now();
  worker.onmessage = ({ data }: MessageEvent<ToPage>) => {
    lastSignMs = performance.now();
    (takers[data.type] as (message: ToPage) => void)(data);
  };
  post({ type: 'begin', server: location.origin, ...how });
  for (const edge of edges) post(edge);
  tellPage();
  void microphone.open();
}

function watchWorker(): void {
  if (worker === null || performance.now() - lastSignMs < silentWorkerMs) return;
  begin({ code: null, restarted: true });
}

/** The button of the page. What the worker has not taken is given to the next one. */
export function pressEdge(edge: 'down' | 'up'): void {
  const message: Edge = { type: 'edge', edge, edgeId: nextEdge++ };
  edges.push(message);
  post(message);
  void player.unlock();
}

/** From a touch: the browser now lets us hear and sound. */
export function beginListening(): void {
  hostStore.set({ at: 'running' });
  writeStored('terminal.began', '1');
  void player.unlock().then(tellPage);
  // One that was typed into the address by the console's link is used once.
  const code = codeOfAddress();
  begin({ code, restarted: false });
}

/** Enrols with this code; what was enrolled before stays until the server has said yes. */
export function enrolWith(code: string): void {
  begin({ code: code.trim(), restarted: false });
}

/** A person asks for it and stands there: the chirp is loud. */
export function testSelf(): void {
  void player.unlock();
  post({ type: 'selfTest' });
}

export function unlock(): void {
  void player.unlock().then(tellPage);
  if (troubleStore.get() !== null) void microphone.open();
}

function codeOfAddress(): string | null {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code !== null) history.replaceState(null, '', location.pathname);
  return code;
}

/** Keeps other tabs out for as long as this page lives: two would ring twice and hear twice. */
function holdPlace(): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request('anyuan-terminal', { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => undefined);
    });
  });
}

export async function startHost(): Promise<void> {
  const why = cannotListen();
  if (why !== null) return hostStore.set({ at: 'impossible', why });
  if (!(await holdPlace())) return hostStore.set({ at: 'elsewhere' });
  void navigator.storage?.persist?.();
  document.addEventListener('visibilitychange', tellPage);
  player.onState(tellPage);
  setInterval(watchWorker, 1_000);
  void keepFiles([workerUrl]);
  // After a reload or a power cut nobody stands there to touch it.
  if (readStored('terminal.began') === '1' && (await isAllowedAlready())) beginListening();
}
