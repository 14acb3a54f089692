import { sessionTokens } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';
import { endSessionAndDevices } from './own-devices.ts';

/**
 * Ends the session of a token of either type, used or expired ones too: a log-out concerns the session.
 * A text that is no token of this club changes nothing.
 */
export const revoke = async (runtime: Runtime, club: string, token: unknown): Promise<void> => {
  if (typeof token !== 'string') return;
  const claims = await runtime.use(sessionTokens).read(token, club);
  if (!claims || claims.club !== club) return;
  await endSessionAndDevices(runtime, claims);
};
