import type { Reply } from '../platform/api.ts';

export type SoftwareBoard = Reply<'showSoftware'>;
export type Rollout = SoftwareBoard['rollouts'][number];
