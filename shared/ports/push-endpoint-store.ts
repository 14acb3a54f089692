import { removeDevice, storeEndpoint } from '#shared/data/members/devices.ts';
import type { PushEndpointStore } from '#shared/delivery/push.ts';
import type { Push } from '#shared/delivery/send-outcome.ts';
import type { Port } from '#shared/runtime.ts';
import { database } from './database.ts';
import { logFailure } from './failures.ts';

/**
 * Writes what SNS says about devices beside their members. A failure is logged and no more: it must not make a
 * message that was sent look as if it was not, and the next message finds out the same.
 */
export const pushEndpointStore: Port<PushEndpointStore> = (runtime) => {
  const noted = async (what: string, { owner }: Push, write: () => Promise<unknown>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      logFailure(runtime, 'warn', 'device not noted', { what, ...owner }, error);
    }
  };
  return {
    made: async (push, endpoint) => {
      const { owner, to } = push;
      if (!owner) return;
      await noted('made', push, () => storeEndpoint(runtime.use(database), owner, to.token, endpoint));
    },
    dead: async (push) => {
      const { owner, to } = push;
      if (!owner) return;
      await noted('dead', push, () => removeDevice(runtime.use(database), owner, to));
    },
  };
};
