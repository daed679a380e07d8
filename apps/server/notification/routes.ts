import { notificationRoutes } from '@anyuan/contracts/routes/notifications.ts';
import type { Http } from '../platform/http.ts';
import type { NotificationService } from './service.ts';

const done = { ok: true } as const;

/** Browsers that want pushes, receipts of messages, and the channels of the installation. */
export function serveNotification(http: Http, service: NotificationService): void {
  http.serve(notificationRoutes.subscribePush, async ({ who, body }) => {
    await service.subscribe(who.personId, { endpoint: body.endpoint, ...body.keys });
    return done;
  });

  http.serve(notificationRoutes.unsubscribePush, async ({ who, body }) => {
    await service.unsubscribe(who.personId, body.endpoint);
    return done;
  });

  http.serve(notificationRoutes.reportNotification, async ({ params }) => {
    await service.report(params.receipt, params.state);
    return done;
  });

  http.serve(notificationRoutes.listChannels, async () => ({
    channels: await service.channels.list(),
  }));

  http.serve(notificationRoutes.testChannel, ({ who, params }) =>
    service.testChannel(who.personId, params.kind),
  );

  http.serve(notificationRoutes.saveChannel, async ({ who, params, body }) => {
    const { personId } = who;
    return { version: await service.channels.save({ kind: params.kind, ...body, personId }) };
  });

  http.serve(notificationRoutes.restoreChannel, async ({ who, params, body }) => {
    const { personId } = who;
    return service.channels.restore({ kind: params.kind, ...body, personId });
  });
}
