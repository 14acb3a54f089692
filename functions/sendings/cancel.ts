import { sendingsCancel } from '#shared/contracts/sendings.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { runOperation } from '#shared/messaging/editing/run-operations.ts';

export const handler = endpoint(sendingsCancel)(async ({ club, client, parameters }, runtime) =>
  runOperation(
    runtime,
    { club, permits: client.permits },
    { name: 'sending.cancel', target: Number(parameters.id), payload: undefined },
  ),
);
