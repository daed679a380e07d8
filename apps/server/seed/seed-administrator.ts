import { randomInt } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { v7 } from 'uuid';
import type { Db } from '../platform/db.ts';
import { findAnyOrganisation, insertRows, lockSeeding } from './store.ts';

/** Without characters that look alike. */
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/**
 * The first account of an installation without demonstration data: an administrator with a random
 * password that must be changed. Null, changing nothing, where there is already an organisation.
 */
export async function seedAdministrator({
  db,
}: {
  db: Db;
}): Promise<{ login: string; password: string } | null> {
  const password = Array.from({ length: 14 }, () => alphabet[randomInt(alphabet.length)]).join('');
  const passwordHash = await hash(password);
  const [organisationId, personId] = [v7(), v7()];
  return await db.query.transaction().execute(async (tx) => {
    await lockSeeding(tx);
    if (await findAnyOrganisation(tx)) return null;
    const organisation = { id: organisationId, kind: 'policeBureau', name: '县公安局' };
    await insertRows(tx, 'organisation', [organisation]);
    await insertRows(tx, 'person', [
      {
        id: personId,
        login: 'admin',
        name: '系统管理员',
        title: '管理员',
        password_hash: passwordHash,
        must_change_password: true,
      },
    ]);
    await insertRows(tx, 'role_assignment', [
      { person_id: personId, organisation_id: organisationId, role: 'administrator' },
    ]);
    return { login: 'admin', password };
  });
}
