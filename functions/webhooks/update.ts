import { webhooksUpdate } from '#shared/contracts/webhooks.ts';
import { unusedSubscriptionKeys } from '#shared/domain/webhooks/subscription-payload.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { webhooksUpdate as validator } from '#shared/http/generated/all-errors.js';
import { updateSubscription } from '#shared/webhooks/edit-subscriptions.ts';
import { restartDeliveries } from '#shared/webhooks/restart-deliveries.ts';

export const handler = endpoint(
  webhooksUpdate,
  validator,
)(async ({ club, product, parameters, body }, runtime) => {
  const ref = { club: club.slug, product, id: Number(parameters.id) };
  const sent = () => body().members_changes_subscription;
  const updated = await updateSubscription(runtime, ref, sent);
  if (!updated.paused) await restartDeliveries(runtime, ref.club, ref.id);
  return {
    status: 200,
    body: { members_changes_subscription: updated },
    ignored: unusedSubscriptionKeys(sent()),
  };
});
