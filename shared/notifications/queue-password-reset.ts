import { countRequest } from '#shared/data/table/throttles.ts';
import { limitExceeded } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { type AvailableQuota, LIMITS, RATE_LIMITS } from '#shared/rate-limits.ts';
import type { Runtime } from '#shared/runtime.ts';
import { queueRequested } from './queue-requested.ts';

/**
 * Queues a password reset mail. The calls and the answer are the same whether or not a member has the address:
 * the worker looks it up (contract §2.10, threat T9).
 * @param asked the address as it stood in the path
 * @returns what is left to the client in this window
 * @throws LoyaltyError too_many_requests, busy
 */
export const queuePasswordReset = async (
  runtime: Runtime,
  { club, client, asked }: { readonly club: string; readonly client: number; readonly asked: string },
): Promise<AvailableQuota> => {
  const now = runtime.now();
  const { quota, window } = RATE_LIMITS['password-reset'];
  const budget = { club, client, what: 'password-reset', window };
  const count = await countRequest(runtime.use(database), budget, now);
  const seconds = window - (Math.floor(now.getTime() / 1000) % window);
  if (count > quota) throw limitExceeded('too_many_requests', LIMITS.passwordReset, seconds);
  await queueRequested(runtime, club, 'reset', { kind: 'password_reset_email', asked });
  return { of: LIMITS.passwordReset, remaining: quota - count, seconds };
};
