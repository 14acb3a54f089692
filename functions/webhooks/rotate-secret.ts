import { webhooksRotateSecret } from '#shared/contracts/webhooks.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { webhooksRotateSecret as validator } from '#shared/http/generated/all-errors.js';
import { rotateSecret } from '#shared/webhooks/edit-subscriptions.ts';

export const handler = endpoint(
  webhooksRotateSecret,
  validator,
)(async ({ club, parameters, body }, runtime) => ({
  status: 200,
  body: {
    members_changes_subscription: await rotateSecret(runtime, club.slug, Number(parameters.id), body),
  },
}));
