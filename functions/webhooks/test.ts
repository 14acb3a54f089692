import { takeFromQuota } from '#shared/client-quota.ts';
import { webhooksTest } from '#shared/contracts/webhooks.ts';
import { findSubscription } from '#shared/data/webhooks/subscriptions.ts';
import { testEvent } from '#shared/domain/webhooks/member-event.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { database } from '#shared/ports/database.ts';
import { postEvents } from '#shared/webhooks/post-events.ts';

/** Also while the subscription is paused: that is when a receiver is tried. */
export const handler = endpoint(webhooksTest)(async ({ club, client, parameters, requestId }, runtime) => {
  const found = await findSubscription(runtime.use(database), club.slug, Number(parameters.id));
  if (!found) throw new LoyaltyError('subscription_not_found');
  const quota = await takeFromQuota(runtime, { club: club.slug, client: client.id }, 'webhook-test');
  const event = { id: `test-${requestId}`, event: testEvent(club, runtime.now()) };
  return { status: 200, body: { delivery: await postEvents(runtime, found, [event]) }, quota };
});
