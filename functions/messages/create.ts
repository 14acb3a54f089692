import { messagesCreate } from '#shared/contracts/messages.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { messagesCreate as validator } from '#shared/http/generated/all-errors.js';
import { runOperation } from '#shared/messaging/editing/run-operations.ts';

export const handler = endpoint(
  messagesCreate,
  validator,
)(async (request, runtime) =>
  runOperation(
    runtime,
    { club: request.club, permits: request.client.permits, idempotency: request.idempotency },
    { name: 'message.create', target: undefined, payload: request.body().message },
  ),
);
