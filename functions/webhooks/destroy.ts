import { webhooksDestroy } from '#shared/contracts/webhooks.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { destroySubscription } from '#shared/webhooks/edit-subscriptions.ts';

export const handler = endpoint(webhooksDestroy)(async ({ club, parameters }, runtime) => ({
  status: 200,
  body: {
    members_changes_subscription: await destroySubscription(runtime, club.slug, Number(parameters.id)),
  },
}));
