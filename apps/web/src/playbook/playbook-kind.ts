import type { PlaybookDraft, PlaybookVersion } from '@anyuan/contracts/playbook.ts';
import { call } from '../platform/api.ts';
import { type At, type Kind, randomKey } from '../versioned/versioned.ts';
import { newStep } from './draft.ts';

const paramsOf = ({ schoolId, key }: At) => ({ schoolId, playbookKey: key });

export const playbookKind: Kind<PlaybookVersion, PlaybookDraft> = {
  name: 'playbook',
  newKey: () => randomKey('b'),
  draftOf: ({ playbook }) => playbook,
  nameOf: ({ name }) => name,
  fresh: (name) => ({ name, kinds: [], alarmKinds: ['actual', 'exercise'], steps: [newStep()] }),
  copy: (draft, name) => ({ ...draft, name, kinds: [] }),
  inOrder: (all) => all.filter((p) => !p.removed),
  mayRemove: () => true,
  list: async (schoolId, signal) =>
    (await call('listPlaybooks', { params: { schoolId }, ...(signal && { signal }) })).playbooks,
  versions: async (at, signal) =>
    (await call('listPlaybookVersions', { params: paramsOf(at), signal })).versions,
  save: async (at, { basedOn, draft }) => {
    const body = { basedOn, playbook: draft };
    return (await call('savePlaybook', { params: paramsOf(at), body })).playbooks;
  },
  remove: async (at, body) =>
    (await call('removePlaybook', { params: paramsOf(at), body })).playbooks,
  restore: async (at, body) =>
    (await call('restorePlaybook', { params: paramsOf(at), body })).playbooks,
};
