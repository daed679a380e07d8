/**
 * MQTT 3.1.1 topics: `anyuan/v1/<shard>/<terminal>/<leaf>`. A shard is the unit of lease of the
 * intake instances; nothing relies on `$share` (brokers accept it and deliver nothing, facts).
 * QoS 1 for detection, fault, arrival, status, selftest, spoken, talkback, speak, state, config, ask; QoS 0 for heartbeat.
 */
export const topicRoot = 'anyuan/v1';
/** The same MQTT as a WebSocket at the address of the pages, for terminals that run in a browser. */
export const terminalSocketPath = '/api/terminal/mqtt';
export const upLeaves = [
  'detection',
  'heartbeat',
  'fault',
  'arrival',
  'status',
  'selftest',
  'observation',
  'spoken',
  'talkback',
] as const;
export const downLeaves = ['ack', 'state', 'config', 'speak', 'talk', 'ask'] as const;
export type UpLeaf = (typeof upLeaves)[number];
export type DownLeaf = (typeof downLeaves)[number];

/**
 * How a message down reaches a terminal: `now` or not at all (who misses it asks again), `queued` until it comes back, or
 * `retained` as what is true now.
 */
export const downDelivery: Record<DownLeaf, 'now' | 'queued' | 'retained'> = {
  ack: 'now',
  talk: 'now',
  ask: 'now',
  speak: 'queued',
  state: 'retained',
  config: 'retained',
};

/** Shards a deployment is cut into; a power of two, fixed for a deployment. */
export const shardCount = 16;

/** Shard of a terminal: stable hash (FNV-1a 32) of its id. */
export function shardOf(terminalId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < terminalId.length; i++) {
    hash = Math.imul(hash ^ terminalId.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0) % shardCount;
}

/** Full topic of a leaf of a terminal. */
export function topicOf(terminalId: string, leaf: UpLeaf | DownLeaf): string {
  return `${topicRoot}/${shardOf(terminalId)}/${terminalId}/${leaf}`;
}

/** Parses a topic; null when it is none of ours. */
export function parseTopic(
  topic: string,
): { shard: number; terminalId: string; leaf: UpLeaf | DownLeaf } | null {
  const parts = topic.split('/');
  if (parts.length !== 5 || parts[0] !== 'anyuan' || parts[1] !== 'v1') return null;
  const [, , shard, terminalId, leaf] = parts as [string, string, string, string, string];
  const known = [...upLeaves, ...downLeaves].find((l) => l === leaf);
  if (known === undefined || !/^\d{1,3}$/.test(shard)) return null;
  return { shard: Number(shard), terminalId, leaf: known };
}

/** The leaf a terminal publishes to; null where it may not: only its own up leaves, in its own shard. */
export function upLeafOf(terminalId: string, topic: string): UpLeaf | null {
  const leaf = upLeaves.find((l) => topic.endsWith(l));
  return leaf !== undefined && topic === topicOf(terminalId, leaf) ? leaf : null;
}

/** May the terminal subscribe here? Only its own down leaves; no wildcards. */
export function maySubscribe(terminalId: string, topic: string): boolean {
  return downLeaves.some((leaf) => topic === topicOf(terminalId, leaf));
}
