import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import {
  type DownLeaf,
  downDelivery,
  maySubscribe,
  topicOf,
  type UpLeaf,
  upLeafOf,
} from '@anyuan/contracts/topics.ts';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import type { Logger } from 'pino';
import { lookUpExactly } from './exact-topics.ts';
import { listenFailure } from './failure.ts';
import type { TerminalLink, UpMessage } from './terminal-link.ts';

export interface BrokerOptions {
  host: string;
  port: number;
  tls?: { cert: Buffer; key: Buffer };
  log: Logger;
  now(): number;
  authenticate(terminalId: string, secret: string): Promise<boolean>;
  /** Largest payload taken; a client that announces more is cut off before it is buffered. */
  maxPacketBytes?: number;
}

export interface Broker extends TerminalLink {
  /** A connection that came in another way (WebSocket): the same rules as on the port. */
  open(stream: Duplex): void;
  /** Port it listens on (differs from the asked one when that was 0). */
  port(): number;
  connections(): number;
}

type Handler = (message: UpMessage) => Promise<void>;

/** MQTT connect return codes: bad user name or password; come again later. */
const badCredential = 4;
const serverUnavailable = 3;
/** Four times this is still a time that a timer can hold. */
const neverMs = 500_000_000;

const brokerOptions = {
  // A terminal's id is a UUID: 36 characters.
  maxClientsIdLength: 64,
  queueLimit: 256,
  connectTimeout: 15_000,
  // QoS 2 is not spoken by terminals: half-open hand-shakes must not fill the memory.
  maxInflightInbound: 16,
  // Only brokers that share a store look for each other's dead; with the clock set forward this
  // one would take itself for dead and say of every terminal that it is off line.
  heartbeatInterval: neverMs,
};

/**
 * The broker in our own process. A terminal reaches only its own topics; PUBACK goes out when the
 * handler of the message has resolved, that is after the commit (aedes answers QoS 1 only once
 * `authorizePublish` calls back, and publishes pipeline meanwhile).
 */
export async function makeBroker(options: BrokerOptions): Promise<Broker> {
  const { log } = options;
  const handlers = new Map<UpLeaf, Handler>();
  let stopping = false;
  const aedes = new Aedes(brokerOptions);
  const clients = clientsOf(aedes);
  aedes.authenticate = (client, username, password, done) => {
    const secret = password?.toString('utf8') ?? '';
    const claimed = username ?? '';
    forgetPassword(client);
    // The client id is the terminal's: else a second connection could take over a session.
    if (client.id !== claimed) return done(refusal(badCredential), false);
    options.authenticate(claimed, secret).then(
      (ok) => (ok ? done(null, true) : done(refusal(badCredential), false)),
      (error) => {
        log.error({ err: error }, 'terminal could not be authenticated');
        done(refusal(serverUnavailable), false);
      },
    );
  };
  aedes.authorizeSubscribe = (client, subscription, done) =>
    done(null, maySubscribe(client.id, subscription.topic) ? subscription : null);
  aedes.authorizePublish = (client, packet, done) => {
    // Last wills of connections that we ourselves end: the terminals are well.
    if (stopping) return done(new Error('stopping'));
    const leaf = client && upLeafOf(client.id, packet.topic);
    if (!client || !leaf) return done(new Error('topic not allowed'));
    const handler = handlers.get(leaf);
    if (!handler) return done();
    const payload = Buffer.from(packet.payload as Buffer);
    const receivedAt = options.now();
    handler({ terminalId: client.id, payload, receivedAt }).then(
      () => done(),
      (error) => {
        log.error({ err: error }, 'message of a terminal was not taken; it will be sent again');
        done(error instanceof Error ? error : new Error(String(error)));
      },
    );
  };
  // Without a listener an error of the broker itself would end the process.
  aedes.on('error' as 'closed', ((error: Error) => log.error({ err: error }, 'broker')) as never);
  aedes.on('clientError', (_client, error) => log.debug({ err: error }, 'terminal connection'));
  aedes.on('connectionError', (_client, error) => log.debug({ err: error }, 'terminal connection'));

  const open = (stream: Duplex) => {
    if (stopping) return void stream.destroy();
    const client = aedes.handle(stream);
    limitPackets(client, stream, options.maxPacketBytes ?? 64 * 1024);
  };
  const server = listener(options, open);

  return {
    open,
    on: (leaf, handler) => void handlers.set(leaf, handler),
    send: (terminalId, leaf, payload) =>
      send(aedes, clients.get(terminalId), { terminalId, leaf, payload }),
    connected: () => server.listening,
    connections: () => clients.size,
    port: () => (server.address() as { port: number } | null)?.port ?? options.port,
    async start() {
      await aedes.listen();
      lookUpExactly(aedes);
      await listen(server, options);
    },
    async stop() {
      stopping = true;
      server.close();
      await new Promise<void>((resolve) => aedes.close(resolve));
    },
  };
}

function listener(options: BrokerOptions, onSocket: (socket: Socket) => void): Server {
  // Keep-alive of TCP finds those that are gone although they asked for none of MQTT.
  const socket = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };
  const server = options.tls
    ? createTlsServer({ ...options.tls, ...socket }, onSocket)
    : createServer(socket, onSocket);
  server.on('error', (error) => options.log.error({ err: error }, 'broker listener'));
  return server;
}

function listen(server: Server, { host, port }: BrokerOptions): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const refuse = (error: Error) =>
      reject(listenFailure(error, { host, port, flag: '--mqtt-port' }));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      resolve();
    });
  });
}

function refusal(returnCode: number): AuthenticateError {
  return Object.assign(new Error('refused'), { returnCode }) as AuthenticateError;
}

/**
 * Who is connected. The broker's own table loses a terminal that comes back while its old connection
 * is still ending, and with it every acknowledgement until it connects once more.
 */
function clientsOf(aedes: Aedes): ReadonlyMap<string, Client> {
  const clients = new Map<string, Client>();
  aedes.on('client', (client) => clients.set(client.id, client));
  aedes.on('clientDisconnect', (client) => {
    if (clients.get(client.id) === client) clients.delete(client.id);
  });
  return clients;
}

function send(
  aedes: Aedes,
  client: Client | undefined,
  { terminalId, leaf, payload }: { terminalId: string; leaf: DownLeaf; payload: object },
): Promise<void> {
  const packet = {
    cmd: 'publish' as const,
    dup: false,
    topic: topicOf(terminalId, leaf),
    payload: Buffer.from(JSON.stringify(payload)),
  };
  const delivery = downDelivery[leaf];
  if (delivery === 'now') {
    // Straight to its socket: an acknowledgement that misses an absent terminal is sent again when
    // the terminal sends again, so nothing need be queued.
    client?.publish({ ...packet, qos: 0, retain: false }, () => {});
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    aedes.publish({ ...packet, qos: 1, retain: delivery === 'retained' }, (error) =>
      error ? reject(error) : resolve(),
    );
  });
}

/** The parser keeps the CONNECT packet for as long as the connection lasts, secret and all. */
function forgetPassword(client: Client): void {
  type Parser = { settings: { password: Buffer | null } };
  (client as unknown as { _parser: Parser })._parser.settings.password = null;
}

/**
 * Cuts off a client that announces a packet larger than allowed. The parser of aedes collects a
 * packet of up to 256 MB before anybody may refuse it, so the length is read as soon as it is known.
 */
function limitPackets(client: Client, socket: Duplex, maxBytes: number): void {
  type Parser = { parse(chunk: Buffer): number; packet: { length: number } | null };
  const parser = (client as unknown as { _parser: Parser })._parser;
  const parse = parser.parse.bind(parser);
  parser.parse = (chunk) => {
    const rest = parse(chunk);
    if ((parser.packet?.length ?? 0) > maxBytes) socket.destroy();
    return rest;
  };
}
