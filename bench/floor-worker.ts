import { parentPort, workerData } from 'node:worker_threads';
import { monotonicMs } from '@anyuan/testkit/virtual-terminal.ts';
import WebSocket from 'ws';

/** The far end of the floor's WebSocket: says when each frame arrived. */
const socket = new WebSocket((workerData as { url: string }).url, { perMessageDeflate: false });
socket.on('message', () => socket.send(String(monotonicMs())));
socket.on('close', () => parentPort?.close());
