import { z } from 'zod';
import {
  playbookDraftSchema,
  playbookKeySchema,
  playbookRunViewSchema,
  playbookVersionSchema,
} from '../playbook.ts';
import { alarmParams, noBody, nothing } from './common.ts';
import { route } from './route.ts';

const schoolParams = z.strictObject({ schoolId: z.uuid() });
const playbookParams = z.strictObject({ schoolId: z.uuid(), playbookKey: playbookKeySchema });
const list = z.strictObject({ playbooks: z.array(playbookVersionSchema) });
/** Version that the editor saw of the school's own; 0 for none. */
const basedOn = z.int().min(0);

export const playbookRoutes = {
  showPlaybookRun: route({
    method: 'GET',
    path: '/api/alarms/:alarmId/playbook',
    access: 'alarm.view',
    subject: 'alarm',
    summary: 'The playbook of an alarm with what is done of it; null where there is none.',
    params: alarmParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ run: playbookRunViewSchema.nullable() }),
  }),
  tickPlaybook: route({
    method: 'POST',
    path: '/api/alarms/:alarmId/playbook/tick',
    access: 'alarm.respond',
    subject: 'alarm',
    summary: 'Tick a step or one of its items off, or take the tick back. Idempotent.',
    params: alarmParams,
    query: nothing,
    body: z.strictObject({
      step: z.string().max(40),
      /** Index of the item; null: the whole step. */
      item: z.int().min(0).max(40).nullable(),
      done: z.boolean(),
    }),
    reply: z.strictObject({ run: playbookRunViewSchema }),
  }),
  listPlaybooks: route({
    method: 'GET',
    path: '/api/schools/:schoolId/playbooks',
    access: 'plan.view',
    subject: 'school',
    summary: 'Playbooks of a school, its own and those it has not replaced.',
    params: schoolParams,
    query: nothing,
    body: noBody,
    reply: list,
  }),
  listPlaybookVersions: route({
    method: 'GET',
    path: '/api/schools/:schoolId/playbooks/:playbookKey/versions',
    access: 'plan.view',
    subject: 'school',
    summary: 'Every version of a playbook, newest first, with who saved it and when.',
    params: playbookParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ versions: z.array(playbookVersionSchema) }),
  }),
  savePlaybook: route({
    method: 'PUT',
    path: '/api/schools/:schoolId/playbooks/:playbookKey',
    access: 'plan.manage',
    subject: 'school',
    summary: 'Adds a version of a playbook. Running alarms keep theirs.',
    params: playbookParams,
    query: nothing,
    body: z.strictObject({ basedOn, playbook: playbookDraftSchema }),
    reply: list,
  }),
  removePlaybook: route({
    method: 'POST',
    path: '/api/schools/:schoolId/playbooks/:playbookKey/remove',
    access: 'plan.manage',
    subject: 'school',
    summary: 'Takes a playbook out of use. Taken back by restoring a version.',
    params: playbookParams,
    query: nothing,
    body: z.strictObject({ basedOn }),
    reply: list,
  }),
  restorePlaybook: route({
    method: 'POST',
    path: '/api/schools/:schoolId/playbooks/:playbookKey/restore',
    access: 'plan.manage',
    subject: 'school',
    summary: 'Saves an earlier version anew (0: as the product came).',
    params: playbookParams,
    query: nothing,
    body: z.strictObject({ basedOn, version: z.int().min(0) }),
    reply: list,
  }),
};
