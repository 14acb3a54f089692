import { messagesUpdate } from '#shared/contracts/messages.ts';
import { asObject } from '#shared/domain/validation/rules.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { messagesUpdate as validator } from '#shared/http/generated/all-errors.js';
import { runOperation } from '#shared/messaging/editing/run-operations.ts';

/** The documented sample writes `channels` beside `message`; inside wins (contract §5.3.2). */
const payloadOf = ({ message, channels }: { readonly message?: unknown; readonly channels?: unknown }) =>
  channels === undefined || asObject(message) !== message ? message : { channels, ...message };

export const handler = endpoint(
  messagesUpdate,
  validator,
)(async (request, runtime) =>
  runOperation(
    runtime,
    { club: request.club, permits: request.client.permits },
    {
      name: 'message.update',
      target: Number(request.parameters.id),
      payload: payloadOf(request.body()),
    },
  ),
);
