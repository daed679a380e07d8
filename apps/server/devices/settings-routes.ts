import { routes } from '@anyuan/contracts/routes/index.ts';
import { shippedDeviceSettings } from '@anyuan/core/devices/inherit-settings.ts';
import type { Http } from '../platform/http.ts';
import type { DeviceSettingsBook } from './device-settings.ts';

export function serveDeviceSettings(http: Http, settings: DeviceSettingsBook): void {
  http.serve(routes.showDeviceSettings, async ({ params }) => {
    await settings.refresh();
    return {
      shipped: shippedDeviceSettings,
      above: settings.above(params.organisationId),
      settings: await settings.history(params.organisationId),
    };
  });

  http.serve(routes.saveDeviceSettings, ({ who, params, body }) =>
    settings.save({ ...body, ...params, personId: who.personId }),
  );
}
