import { takeFromQuota } from '#shared/client-quota.ts';
import type { AvailableQuota } from '#shared/rate-limits.ts';
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
  const quota = await takeFromQuota(runtime, { club, client }, 'password-reset');
  await queueRequested(runtime, club, 'reset', { kind: 'password_reset_email', asked });
  return quota;
};
