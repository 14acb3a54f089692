import { sendingsCreate } from '#shared/contracts/sendings.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { sendingsCreate as validator } from '#shared/http/generated/all-errors.js';
import { runOperation } from '#shared/messaging/editing/run-operations.ts';

export const handler = endpoint(
  sendingsCreate,
  validator,
)(async (request, runtime) =>
  runOperation(
    runtime,
    { club: request.club, permits: request.client.permits, idempotency: request.idempotency },
    {
      name: 'sending.create',
      target: Number(request.parameters.id),
      payload: request.body().sending,
    },
  ),
);
