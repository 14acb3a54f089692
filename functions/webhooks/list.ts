import { webhooksList } from '#shared/contracts/webhooks.ts';
import { findSubscriptions } from '#shared/data/webhooks/subscriptions.ts';
import { subscriptionView } from '#shared/domain/webhooks/subscription-view.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(webhooksList)(async ({ club }, runtime) => {
  const found = await findSubscriptions(runtime.use(database), club.slug);
  const now = runtime.now();
  return {
    status: 200,
    body: { members_changes_subscriptions: (found?.entity ?? []).map((one) => subscriptionView(one, now)) },
  };
});
