import { Readable } from 'node:stream';
import { maySubscribe } from '@anyuan/contracts/topics.ts';
import type { Aedes } from 'aedes';

/**
 * aedes keeps subscriptions and retained messages in trees made for wildcards: some 4 KiB of maps for
 * the six topics of one terminal, and every retained message is tried against each subscription, which
 * cost five thousand terminals over a minute of CPU to connect. Ours subscribe to exact topics only
 * (`maySubscribe`), so each of the three is looked up in a plain map.
 */
export function lookUpExactly(aedes: Aedes): void {
  const inside = aedes as unknown as Inside;
  inside.mq._matcher = exactMatcher(inside.mq._matcher);
  const { persistence } = inside;
  Object.assign(persistence, exactRetained(), exactSubscriptions(), {
    // Already a stream: aedes would put it into a second one, 3 KiB more for whoever connects.
    outgoingStream: (client: unknown) => persistence.asyncPersistence.outgoingStream(client),
  });
}

interface Inside {
  mq: { _matcher: Matcher };
  persistence: { asyncPersistence: { outgoingStream(client: unknown): Readable } };
}

type Listener = (...args: never[]) => void;

/** Who listens to a topic, as the emitter of aedes asks it. */
interface Matcher {
  add(topic: string, listener: Listener): void;
  remove(topic: string, listener?: Listener): void;
  match(topic: string): Listener[];
}

/** The broker's own topics (`$SYS/+/…`) go on to the tree. */
function exactMatcher(tree: Matcher): Matcher {
  const exact = new Map<string, Listener[]>();
  const isExact = (topic: string) => !/[+#]/.test(topic);
  return {
    add(topic, listener) {
      if (!isExact(topic)) return tree.add(topic, listener);
      const others = exact.get(topic);
      // Nearly always the only one: spread, its array would have room for seventeen.
      exact.set(topic, others ? [...others, listener] : [listener]);
    },
    remove(topic, listener) {
      if (!isExact(topic)) return tree.remove(topic, listener);
      const left = listener ? (exact.get(topic) ?? []).filter((l) => l !== listener) : [];
      if (left.length > 0) exact.set(topic, left);
      else exact.delete(topic);
    },
    match: (topic) => [...(exact.get(topic) ?? []), ...tree.match(topic)],
  };
}

interface Packet {
  topic: string;
  payload: Buffer;
}

function exactRetained() {
  /** Bytes as a string: a small buffer would keep a whole slab of its pool. */
  const retained = new Map<
    string,
    { packet: Omit<Packet, 'payload'>; head: string; tail: Buffer }
  >();
  const tailOf = makeTails();
  return {
    async storeRetained(packet: Packet): Promise<void> {
      const { payload, ...rest } = packet;
      if (payload.length === 0) return void retained.delete(rest.topic);
      const tail = tailOf(payload);
      const head = payload.toString('latin1', 0, payload.length - tail.length);
      retained.set(rest.topic, { packet: rest, head, tail });
    },
    createRetainedStreamCombi: (topics: readonly string[]) =>
      Readable.from(
        topics.flatMap((topic) => {
          const found = retained.get(topic);
          if (!found) return [];
          const { packet, head, tail } = found;
          return [{ ...packet, payload: Buffer.concat([Buffer.from(head, 'latin1'), tail]) }];
        }),
      ),
  };
}

const none = Buffer.alloc(0);
const tailsKept = 16;
const tailAtLeast = 1024;

/**
 * Nearly all of a configuration is the list of phrases at its end, the same for every terminal of a
 * school: what is long and the same is kept once.
 */
function makeTails(): (payload: Buffer) => Buffer {
  const known: Buffer[] = [];
  return (payload) => {
    for (const one of known) {
      const length = sharedTail(one, payload);
      if (length >= tailAtLeast) return one.subarray(one.length - length);
    }
    known.unshift(payload);
    known.length = Math.min(known.length, tailsKept);
    return none;
  };
}

/** Bytes at the end that are the same in both. */
function sharedTail(a: Buffer, b: Buffer): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}

interface Subscription {
  topic: string;
  qos: number;
}

/** Subscriptions of sessions that outlive their connection: what is queued meanwhile waits for them. */
function exactSubscriptions() {
  const sessions = new Map<string, readonly Subscription[]>();
  /** Sessions that subscribed to the topic. A terminal's topics are its own: never more than one. */
  const subscribers = new Map<string, string>();
  const keep = (id: string, subscriptions: readonly Subscription[]): void => {
    for (const { topic } of sessions.get(id) ?? []) subscribers.delete(topic);
    for (const { topic } of subscriptions) subscribers.set(topic, id);
    if (subscriptions.length > 0) sessions.set(id, subscriptions);
    else sessions.delete(id);
  };
  const without = (id: string, topics: readonly string[]) =>
    (sessions.get(id) ?? []).filter((s) => !topics.includes(s.topic));
  let lastAsked: readonly Subscription[] = [];
  return {
    async addSubscriptions({ id }: { id: string }, asked: readonly Subscription[]): Promise<void> {
      // aedes names all that one packet asks for, and again for each topic of it that is granted.
      if (asked === lastAsked) return;
      lastAsked = asked;
      const added = asked.filter(({ topic }) => maySubscribe(id, topic));
      const topics = added.map((s) => s.topic);
      keep(id, [...without(id, topics), ...added.map(({ topic, qos }) => ({ topic, qos }))]);
    },
    async removeSubscriptions({ id }: { id: string }, topics: readonly string[]): Promise<void> {
      keep(id, without(id, topics));
    },
    async cleanSubscriptions({ id }: { id: string }): Promise<void> {
      keep(id, []);
    },
    subscriptionsByClient: async ({ id }: { id: string }): Promise<readonly Subscription[]> =>
      sessions.get(id) ?? [],
    async subscriptionsByTopic(topic: string) {
      const clientId = subscribers.get(topic);
      const found = (sessions.get(clientId ?? '') ?? []).find((s) => s.topic === topic);
      return found && found.qos > 0 ? [{ clientId, ...found }] : [];
    },
    countOffline: async () => ({ subsCount: subscribers.size, clientsCount: sessions.size }),
  };
}
