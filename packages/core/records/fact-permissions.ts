import type { FactType } from '@anyuan/contracts/facts.ts';
import type { Permission } from '@anyuan/contracts/permissions.ts';

/**
 * Who may find a fact in the records room: whoever has this permission at its school. Facts of incidents are
 * for those as well who may see the incident itself. Null: found by nobody there, because it is of no school, or
 * because that one side wrote a private note is its own affair.
 */
export const factPermission: Readonly<Record<FactType, Permission | null>> = {
  'detection.rejected': 'terminal.view',
  'alarm.raised': 'alarm.view',
  'alarm.merged': 'alarm.view',
  'dispatch.called': 'alarm.view',
  'dispatch.tierSkipped': 'alarm.view',
  'dispatch.nobodyFound': 'alarm.view',
  'alarm.rang': 'alarm.view',
  'alarm.accepted': 'alarm.view',
  'alarm.declined': 'alarm.view',
  'response.arrived': 'alarm.view',
  'alarm.handled': 'alarm.view',
  'alarm.overdue': 'alarm.view',
  'alarm.closed': 'alarm.view',
  'review.opened': 'alarm.view',
  'review.concluded': 'alarm.view',
  'plan.changed': 'plan.view',
  'playbook.changed': 'plan.view',
  'playbook.opened': 'alarm.view',
  'playbook.ticked': 'alarm.view',
  'playbook.stepOverdue': 'alarm.view',
  'clip.stored': 'alarm.view',
  'notification.failed': 'alarm.view',
  'talk.started': 'alarm.view',
  'talk.ended': 'alarm.view',
  'terminal.enrolled': 'terminal.view',
  'terminal.online': 'terminal.view',
  'terminal.offline': 'terminal.view',
  'terminal.faulted': 'terminal.view',
  'terminal.recovered': 'terminal.view',
  'terminal.selfTested': 'terminal.view',
  'ticket.changed': 'terminal.view',
  'terminal.registered': 'terminal.view',
  'terminal.renamed': 'terminal.view',
  'terminal.removed': 'terminal.view',
  'terminal.restored': 'terminal.view',
  'hearing.changed': 'terminal.view',
  'deviceSettings.changed': 'terminal.view',
  'rollout.changed': null,
  'place.changed': 'terminal.view',
  'floorPlan.saved': 'terminal.view',
  'person.changed': 'people.view',
  'person.left': 'people.view',
  'person.returned': 'people.view',
  'person.passwordReset': 'people.view',
  'organisation.changed': 'people.view',
  'people.imported': 'people.view',
  'people.importTakenBack': 'people.view',
  'roster.changed': 'roster.view',
  'swap.asked': 'roster.view',
  'swap.agreed': 'roster.view',
  'swap.refused': 'roster.view',
  'swap.withdrawn': 'roster.view',
  'duty.confirmed': 'roster.view',
  'duty.asked': 'roster.view',
  'coverage.gapFound': 'roster.view',
  'handOver.written': 'roster.view',
  'handOver.signed': 'roster.view',
  'handOver.unsigned': 'roster.view',
  'reachTest.begun': 'roster.view',
  'reachTest.answered': 'roster.view',
  'drill.planned': 'drill.view',
  'drill.started': 'drill.view',
  'drill.ended': 'drill.view',
  'pointTest.armed': 'drill.view',
  'pointTest.pressed': 'drill.view',
  'pointTest.ended': 'drill.view',
  'operation.raised': 'operation.view',
  'operation.cleared': 'operation.view',
  'incident.opened': 'incident.view',
  'incident.assessed': 'incident.view',
  'incident.handled': 'incident.view',
  'incident.concluded': 'incident.view',
  'incident.reviewed': 'incident.view',
  'incident.reopened': 'incident.view',
  'incident.assigned': 'incident.view',
  'incident.noted': null,
  'incident.personAdded': 'incident.view',
  'incident.personRemoved': 'incident.view',
  'incident.linked': 'incident.view',
  'incident.merged': 'incident.view',
  'incident.mergedInto': 'incident.view',
  'incident.split': 'incident.view',
  'incident.ordered': 'incident.view',
  'incident.orderAnswered': 'incident.view',
  'incident.orderSettled': 'incident.view',
  'incident.reminded': 'incident.view',
  'incident.climbed': 'incident.view',
  'incident.offered': 'incident.view',
  'incident.offerRang': 'incident.view',
  'incident.accepted': 'incident.view',
  'incident.returned': 'incident.view',
  'incident.findingRecorded': 'incident.view',
  'incident.findingDone': 'incident.view',
  'incident.platformReported': 'incident.view',
  // Of one side until the incident is shared: found on the pages of reports alone.
  'quickReport.sent': null,
  'quickReport.closed': null,
  'quickReport.reopened': null,
  'quickReport.becameIncident': null,
  'deadlines.changed': null,
  'digest.made': null,
};

/** Types that one permission opens, asked for together. */
export interface FactGroup {
  permission: Permission;
  types: FactType[];
}

/** Every type that somebody may find, by permission; only the asked one where one is asked for. */
export function factGroups(only?: string): FactGroup[] {
  const groups = new Map<Permission, FactType[]>();
  for (const [type, permission] of Object.entries(factPermission) as [FactType, Permission][]) {
    if (permission === null || (only !== undefined && only !== type)) continue;
    groups.set(permission, [...(groups.get(permission) ?? []), type]);
  }
  return [...groups].map(([permission, types]) => ({ permission, types }));
}
