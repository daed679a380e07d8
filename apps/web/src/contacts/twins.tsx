import type { AddressTwin } from '@anyuan/contracts/contact.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { contactWords } from './words.ts';

/** Somebody else has this address as well: said, not forbidden. */
export function Twins({ twins }: { twins: readonly AddressTwin[] }) {
  const t = useWords(contactWords);
  const between = useLocale() === 'zh' ? '、' : ', ';
  if (twins.length === 0) return null;
  const who = twins.map(({ role, organisationName, name }) =>
    t('twin', {
      organisation: organisationName,
      role: t(`role.${role}` as 'role.guard'),
      name: name ?? '',
    }).trim(),
  );
  return (
    <p className="notice" role="status" data-testid="contact-twins">
      {t('twins', { who: who.join(between) })}
    </p>
  );
}
