import { connect as connectTcp } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { terminalSocketPath } from '@anyuan/contracts/topics.ts';
import WebSocket, { createWebSocketStream, WebSocketServer } from 'ws';
import type { Upgrades } from './upgrades.ts';

/** MQTT packets come in pieces of any size; one WebSocket message larger than this is none of ours. */
const maxPayload = 256 * 1024;

/**
 * MQTT over WebSocket at the address of the pages: a browser can open no other connection. Whoever
 * holds the broker decides who may come in, exactly as on its own port. `open` null: this instance
 * hears no terminals.
 */
export function attachTerminalSocket(
  upgrades: Upgrades,
  open: ((stream: Duplex) => void) | null,
): void {
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload,
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  });
  upgrades.on(terminalSocketPath, ({ request, socket, head, taken }) => {
    if (!open) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
      return;
    }
    taken();
    wss.handleUpgrade(request, socket, head, (ws) => {
      const stream = createWebSocketStream(ws);
      stream.on('error', () => stream.destroy());
      open(stream);
    });
  });
}

/** Hands the bytes on to an outside broker, which knows its terminals itself. */
export function passToBroker(brokerUrl: string): (stream: Duplex) => void {
  return (stream) => {
    const broker = openBroker(new URL(brokerUrl));
    // Either end gone is both gone; why is the business of the two ends.
    pipeline(stream, broker, stream, () => undefined);
  };
}

function openBroker(url: URL): Duplex {
  const { protocol, hostname: host } = url;
  if (protocol === 'mqtt:') return connectTcp({ host, port: Number(url.port || 1883) });
  if (protocol === 'mqtts:') {
    return connectTls({ host, port: Number(url.port || 8883), servername: host });
  }
  url.username = '';
  url.password = '';
  return createWebSocketStream(new WebSocket(url, 'mqtt'));
}
