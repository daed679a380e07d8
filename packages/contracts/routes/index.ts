import { alarmRoutes } from './alarms.ts';
import { notificationRoutes } from './notifications.ts';
import { placeRoutes } from './places.ts';
import { sessionRoutes } from './session.ts';
import { terminalRoutes } from './terminals.ts';

/** Every route of the product, by name. */
export const routes = {
  ...sessionRoutes,
  ...alarmRoutes,
  ...terminalRoutes,
  ...notificationRoutes,
  ...placeRoutes,
};
export type RouteName = keyof typeof routes;
