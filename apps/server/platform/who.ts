import type { Permission, Role } from '@anyuan/contracts/permissions.ts';

/** The person behind a request, with everything that decides what they may do. */
export interface Who {
  personId: string;
  name: string;
  locale: 'zh' | 'en';
  assignments: readonly { organisationId: string; role: Role }[];
  /** The password is the first one, which somebody else knows: no permission until it is changed. */
  mustChangePassword: boolean;
  /** Every permission held anywhere. */
  permissions: ReadonlySet<Permission>;
  /** May this person do this at this organisation? Decided by core/people/permissions. */
  may(permission: Permission, organisationId: string): boolean;
  /** Schools where this person has the permission. */
  schoolIds(permission: Permission): ReadonlySet<string>;
  /** Key of the session, to end it and to close its sockets. */
  sessionKey: string;
}
