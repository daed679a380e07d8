import { contactRoutes } from '@anyuan/contracts/routes/contacts.ts';
import type { Http } from '../platform/http.ts';
import type { Contacts } from './service.ts';

/** One's own ways to be reached, and those of the people one keeps the list of. */
export function serveContacts(http: Http, contacts: Contacts): void {
  const r = contactRoutes;
  const { viewOf, personAt } = contacts;
  http.serve(r.myContacts, ({ who }) => viewOf(who.personId));
  http.serve(r.addMyContact, async ({ who, body }) => {
    const made = await contacts.add({ who, personId: who.personId }, body);
    return { ...(await viewOf(who.personId)), ...made };
  });
  http.serve(r.removeMyContact, async ({ who, params }) => {
    await contacts.remove({ who, personId: who.personId }, params.contactId);
    return viewOf(who.personId);
  });
  http.serve(r.restoreMyContact, async ({ who, params }) => {
    await contacts.restore({ who, personId: who.personId }, params.contactId);
    return viewOf(who.personId);
  });
  http.serve(r.orderMyContacts, async ({ who, body }) => {
    await contacts.order(who.personId, body.contactIds);
    return viewOf(who.personId);
  });
  http.serve(r.saveQuietHours, async ({ who, body }) => {
    await contacts.saveQuiet(who.personId, body.quiet);
    return viewOf(who.personId);
  });
  http.serve(r.sendContactCode, async ({ who, params }) => {
    await contacts.sendCode(who, params.contactId);
    return viewOf(who.personId);
  });
  http.serve(r.confirmContact, async ({ who, params, body }) => {
    await contacts.confirm(who, params.contactId, body.code);
    return viewOf(who.personId);
  });
  http.serve(r.listContacts, async ({ params, query }) => ({
    people: await contacts.peopleAt(params.organisationId, query.personId),
    usable: await contacts.usable(),
  }));
  http.serve(r.addContact, async ({ who, params, body }) => {
    const { organisationId, personId } = params;
    await personAt(organisationId, personId);
    const made = await contacts.add({ who, personId }, body);
    return { person: await personAt(organisationId, personId), ...made };
  });
  http.serve(r.removeContact, async ({ who, params }) => {
    const { organisationId, personId, contactId } = params;
    await personAt(organisationId, personId);
    await contacts.remove({ who, personId }, contactId);
    return { person: await personAt(organisationId, personId) };
  });
  http.serve(r.restoreContact, async ({ who, params }) => {
    const { organisationId, personId, contactId } = params;
    await personAt(organisationId, personId);
    await contacts.restore({ who, personId }, contactId);
    return { person: await personAt(organisationId, personId) };
  });
  http.serve(r.revealContact, async ({ who, params }) => {
    const { organisationId, personId, contactId } = params;
    await personAt(organisationId, personId);
    return { address: await contacts.reveal({ who, personId }, contactId) };
  });
}
