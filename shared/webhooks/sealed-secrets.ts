import { lastFour } from '#shared/domain/client-tokens/client-secret.ts';
import type { KeptSecret, Subscription } from '#shared/domain/webhooks/subscription.ts';
import { webhookSealer } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';

/** What the secrets of a subscription belong to: they open nowhere else. */
export const secretContext = ({ club, id }: Pick<Subscription, 'club' | 'id'>): string =>
  `webhook/${club}/${id}`;

/** A secret as it is stored: it must be used again, so it is encrypted and not hashed. */
export const keptSecret = async (
  runtime: Runtime,
  subscription: Pick<Subscription, 'club' | 'id'>,
  secret: string,
): Promise<KeptSecret> => ({
  sealed: await runtime.use(webhookSealer).seal(secret, secretContext(subscription)),
  last4: lastFour(secret.replace(/=+$/, '')),
});
