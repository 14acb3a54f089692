import { webhooksShow } from '#shared/contracts/webhooks.ts';
import { findSubscription } from '#shared/data/webhooks/subscriptions.ts';
import { subscriptionView } from '#shared/domain/webhooks/subscription-view.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(webhooksShow)(async ({ club, parameters }, runtime) => {
  const found = await findSubscription(runtime.use(database), club.slug, Number(parameters.id));
  if (!found) throw new LoyaltyError('subscription_not_found');
  return { status: 200, body: { members_changes_subscription: subscriptionView(found, runtime.now()) } };
});
