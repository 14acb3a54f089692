import { removeDevice, storeEndpoint } from '#shared/data/members/devices.ts';
import type { PushEndpointStore } from '#shared/delivery/push.ts';
import type { Push } from '#shared/delivery/send-outcome.ts';
import type { Port } from '#shared/runtime.ts';
import { database } from './database.ts';
import { logFailure } from './failures.ts';

/**
 * Stores the endpoints of devices with their members. A failure is only logged: it must not change the outcome of a
 * message, and the next message writes the same.
 */
export const pushEndpointStore: Port<PushEndpointStore> = (runtime) => {
  const logFailures = async (
    what: string,
    { deviceOwner }: Push,
    write: () => Promise<unknown>,
  ): Promise<void> => {
    try {
      await write();
    } catch (error) {
      logFailure(runtime, 'warn', 'device not noted', { what, ...deviceOwner }, error);
    }
  };
  return {
    save: async (push, endpoint) => {
      const { deviceOwner, to } = push;
      if (!deviceOwner) return;
      await logFailures('made', push, () =>
        storeEndpoint(runtime.use(database), deviceOwner, to.token, endpoint),
      );
    },
    remove: async (push) => {
      const { deviceOwner, to } = push;
      if (!deviceOwner) return;
      await logFailures('dead', push, () => removeDevice(runtime.use(database), deviceOwner, to));
    },
  };
};
