import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { PersonDraft, PersonState } from '@anyuan/contracts/people.ts';
import type { OrganisationState } from '@anyuan/contracts/people-facts.ts';
import type { OrganisationKind } from '@anyuan/contracts/permissions.ts';
import { readDay } from '@anyuan/core/people/import-row.ts';
import { mayGrant, mayManage, roleFits } from '@anyuan/core/people/manage.ts';
import type { Db, Tx } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import type { Who } from '../platform/who.ts';
import * as units from './organisation-store.ts';
import { firstPassword, hashFirstPassword } from './passwords.ts';
import * as store from './store.ts';

export interface DirectoryOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  /** What people may do is read anew; these sessions are over. */
  onChanged(personId: string | undefined, endedSessions: readonly string[]): void;
  /** Names and duty in memory follow. */
  refreshHeld(): Promise<void>;
}

export interface Directory {
  save(
    who: Who,
    edit: { id: string; basedOn: number; person: PersonDraft },
  ): Promise<{ id: string; password: string | null }>;
  setActive(who: Who, edit: { id: string; basedOn: number; active: boolean }): Promise<void>;
  resetPassword(who: Who, id: string): Promise<string>;
  saveOrganisation(who: Who, edit: OrganisationEdit): Promise<void>;
}

export interface OrganisationEdit extends OrganisationState {
  id: string;
  basedOn: number;
  kind: OrganisationKind;
}

const stateOf = (record: store.PersonRecord): PersonState => {
  const { login, name, title, phone, email, endsOn, assignments, active } = record;
  return { login, name, title, phone, email, endsOn, assignments, active };
};

/** Editing people and organisations; each edit keeps what was before. */
export function makeDirectory(options: DirectoryOptions): Directory {
  const { db, clock, facts } = options;

  const record = async (
    tx: Tx,
    who: Who,
    id: string,
    before: PersonState | null,
    after: PersonState,
  ) => {
    const at = clock.now();
    await store.insertChange(tx, { personId: id, at, byId: who.personId, before, after });
    const fact = {
      type: 'person.changed',
      personId: id,
      byId: who.personId,
      before,
      after,
    } as const;
    await facts.append(tx, [{ at, schoolId: null, fact }]);
  };

  const locked = async (tx: Tx, who: Who, id: string) => {
    const found = await store.lockPerson(tx, id);
    if (!found) throw new Refusal('subject.unknown');
    if (!mayManage(who, found.assignments)) throw new Refusal('person.notYours');
    return found;
  };

  const told = async (personId: string, ended: readonly string[]) => {
    options.onChanged(personId, ended);
    await options.refreshHeld();
  };

  return {
    async save(who, { id, basedOn, person }) {
      const password = basedOn === 0 ? firstPassword() : null;
      const passwordHash = password === null ? '' : await hashFirstPassword(password);
      const made = await db.query.transaction().execute(async (tx) => {
        await checkPerson(tx, who, id, person);
        if (basedOn > 0) {
          const before = await locked(tx, who, id);
          if (before.version !== basedOn) throw new Refusal('edit.changedMeanwhile');
          const after = { ...person, active: before.active };
          await store.updatePerson(tx, id, after);
          await record(tx, who, id, stateOf(before), after);
          return false;
        }
        // Sent twice: the first password was told with the first answer and is not told again.
        if (await store.findPerson(tx, id)) return false;
        const after = { ...person, active: true };
        await store.insertPerson(tx, { ...after, id, passwordHash });
        await record(tx, who, id, null, after);
        return true;
      });
      await told(id, []);
      return { id, password: made ? password : null };
    },
    async setActive(who, { id, basedOn, active }) {
      const ended = await db.query.transaction().execute(async (tx) => {
        const before = await locked(tx, who, id);
        if (before.version !== basedOn) throw new Refusal('edit.changedMeanwhile');
        const isAdministrator = before.assignments.some((a) => a.role === 'administrator');
        if (!active && isAdministrator && (await store.countAdministrators(tx, id)) === 0) {
          throw new Refusal('person.lastAdministrator');
        }
        const after = { ...stateOf(before), active };
        await store.updatePerson(tx, id, after);
        await record(tx, who, id, stateOf(before), after);
        return active ? [] : store.endSessions(tx, id);
      });
      await told(id, ended);
    },
    async resetPassword(who, id) {
      const password = firstPassword();
      const passwordHash = await hashFirstPassword(password);
      const ended = await db.query.transaction().execute(async (tx) => {
        await locked(tx, who, id);
        await store.updatePassword(tx, id, passwordHash);
        const fact = { type: 'person.passwordReset', personId: id, byId: who.personId } as const;
        await facts.append(tx, [{ at: clock.now(), schoolId: null, fact }]);
        return store.endSessions(tx, id);
      });
      options.onChanged(id, ended);
      return password;
    },
    async saveOrganisation(who, edit) {
      await db.query.transaction().execute(async (tx) => {
        const { before, after } = await units.saveUnit(tx, edit, clock.now());
        const organisationId = edit.id;
        const byId = who.personId;
        const fact = { type: 'organisation.changed', organisationId, byId, before, after } as const;
        await facts.append(tx, [{ at: clock.now(), schoolId: null, fact }]);
      });
      options.onChanged(undefined, []);
      await options.refreshHeld();
    },
  };
}

/** Roles that fit and may be given, a real day, an account and a number of one's own. */
async function checkPerson(tx: Tx, who: Who, id: string, person: PersonDraft): Promise<void> {
  if (person.endsOn !== null && readDay(person.endsOn) === null)
    throw new Refusal('person.badDate');
  const kinds = await units.findKinds(tx);
  for (const assignment of person.assignments) {
    const kind = kinds.get(assignment.organisationId);
    if (!kind) throw new Refusal('subject.unknown');
    if (!roleFits(assignment.role, kind)) throw new Refusal('person.roleNotThere');
    if (!mayGrant(who, assignment)) throw new Refusal('person.notYours');
  }
  const [namesake] = await store.findByLogins(tx, [person.login]);
  if (namesake && namesake.id !== id) throw new Refusal('person.loginTaken');
  if (person.phone === null) return;
  const owner = (await store.findPhoneOwners(tx, [person.phone])).get(person.phone);
  if (owner !== undefined && owner !== id) throw new Refusal('person.phoneTaken');
}
