import { webhooksReplay } from '#shared/contracts/webhook-deliveries.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { webhooksReplay as validator } from '#shared/http/generated/all-errors.js';
import { replayEvents } from '#shared/webhooks/replay.ts';

export const handler = endpoint(
  webhooksReplay,
  validator,
)(async ({ club, parameters, body }, runtime) => {
  const target = { club: club.slug, subscription: Number(parameters.id) };
  return { status: 200, body: await replayEvents(runtime, target, body) };
});
