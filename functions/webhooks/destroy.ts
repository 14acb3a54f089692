import { webhooksDestroy } from '#shared/contracts/webhooks.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { destroySubscription } from '#shared/webhooks/edit-subscriptions.ts';
import { restartDeliveries } from '#shared/webhooks/restart-deliveries.ts';

export const handler = endpoint(webhooksDestroy)(async ({ club, parameters }, runtime) => {
  const id = Number(parameters.id);
  const destroyed = await destroySubscription(runtime, club.slug, id);
  // Its workers delete the events that it has left.
  await restartDeliveries(runtime, club.slug, id);
  return { status: 200, body: { members_changes_subscription: destroyed } };
});
