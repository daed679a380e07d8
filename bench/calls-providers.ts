import { startAliyunPeer } from '@anyuan/server/notification/peers/aliyun-peer.ts';
import type { HttpHit } from '@anyuan/server/notification/peers/http-peer.ts';
import type { ProviderPeer } from '@anyuan/server/notification/peers/provider-peer.ts';
import {
  startWechatPeer,
  startWecomAppPeer,
} from '@anyuan/server/notification/peers/wechat-peers.ts';
import type { Reached } from './calls-seed.ts';

/** Providers on this machine that check every signature by the published rules, each a channel. */
export interface Providers {
  kinds: readonly string[];
  settings: Record<string, Record<string, string | number>>;
  peer(kind: string): ProviderPeer;
  /** Messages that came since the last `forget`, without tokens and questions. */
  messages(kind: string): HttpHit[];
  forget(): void;
  stop(): Promise<void>;
}

const corp = { corpId: 'ww0123456789abcdef', secret: 'app secret', agentId: 1000002 };
const account = { appId: 'wx0123456789abcdef', secret: 'account secret', templateId: 'TPL-1' };
const key = { id: 'LTAI0123456789abcdef', secret: 'aliyun secret' };
const sends = /message\/send|template\/send/;
const actions = ['SendSms', 'SingleCallByTts'];

const isMessage = ({ path, headers }: HttpHit): boolean =>
  sends.test(path) || actions.includes(String(headers['x-acs-action']));

export async function startProviders(people: readonly Reached[]): Promise<Providers> {
  const peers = new Map<string, ProviderPeer>([
    ['wecomApp', await startWecomAppPeer({ ...corp, members: people.map((p) => p.wecom) })],
    [
      'wechatTemplate',
      await startWechatPeer({ ...account, followers: people.map((p) => p.wechat) }),
    ],
    ['aliyunSms', await startAliyunPeer(key)],
    ['aliyunVoice', await startAliyunPeer(key)],
  ]);
  const peer = (kind: string) => peers.get(kind) as ProviderPeer;
  const aliyun = { accessKeyId: key.id, accessKeySecret: key.secret };
  return {
    kinds: [...peers.keys()],
    settings: {
      wecomApp: { ...corp, server: peer('wecomApp').url },
      wechatTemplate: { ...account, server: peer('wechatTemplate').url },
      aliyunSms: {
        ...{ ...aliyun, server: peer('aliyunSms').url },
        ...{ signName: '安园', templateCode: 'SMS_123456789' },
      },
      aliyunVoice: { ...aliyun, server: peer('aliyunVoice').url, ttsCode: 'TTS_123456789' },
    },
    peer,
    messages: (kind) => peer(kind).hits.filter(isMessage),
    forget: () => {
      for (const { hits } of peers.values()) hits.length = 0;
    },
    stop: async () => void (await Promise.all([...peers.values()].map((p) => p.stop()))),
  };
}
