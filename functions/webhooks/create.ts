import { webhooksCreate } from '#shared/contracts/webhooks.ts';
import { unusedSubscriptionKeys } from '#shared/domain/webhooks/subscription-payload.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { webhooksCreate as validator } from '#shared/http/generated/all-errors.js';
import { createSubscription } from '#shared/webhooks/edit-subscriptions.ts';

export const handler = endpoint(
  webhooksCreate,
  validator,
)(async ({ club, product, body }, runtime) => {
  const sent = body().members_changes_subscription;
  return {
    status: 200,
    body: {
      members_changes_subscription: await createSubscription(runtime, { club: club.slug, product }, sent),
    },
    ignored: unusedSubscriptionKeys(sent),
  };
});
