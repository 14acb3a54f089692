import { webhooksUpdate } from '#shared/contracts/webhooks.ts';
import { unusedSubscriptionKeys } from '#shared/domain/webhooks/subscription-payload.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { webhooksUpdate as validator } from '#shared/http/generated/all-errors.js';
import { updateSubscription } from '#shared/webhooks/edit-subscriptions.ts';

export const handler = endpoint(
  webhooksUpdate,
  validator,
)(async ({ club, product, parameters, body }, runtime) => {
  const ref = { club: club.slug, product, id: Number(parameters.id) };
  const sent = () => body().members_changes_subscription;
  return {
    status: 200,
    body: { members_changes_subscription: await updateSubscription(runtime, ref, sent) },
    ignored: unusedSubscriptionKeys(sent()),
  };
});
