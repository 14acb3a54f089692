import { sendingsUpdate } from '#shared/contracts/sendings.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { sendingsUpdate as validator } from '#shared/http/generated/all-errors.js';
import { runOperation } from '#shared/messaging/editing/run-operations.ts';

export const handler = endpoint(
  sendingsUpdate,
  validator,
)(async (request, runtime) =>
  runOperation(
    runtime,
    { club: request.club, permits: request.client.permits },
    { name: 'sending.update', target: Number(request.parameters.id), payload: request.body().sending },
  ),
);
