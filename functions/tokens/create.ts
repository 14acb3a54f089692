import { createToken } from '#shared/client-tokens/create.ts';
import { tokensCreate } from '#shared/contracts/client-tokens.ts';
import { unusedTokenKeys } from '#shared/domain/client-tokens/client-token-payload.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { tokensCreate as validator } from '#shared/http/generated/all-errors.js';

export const handler = endpoint(
  tokensCreate,
  validator,
)(async (request, runtime) => ({
  status: 200,
  body: { token: await createToken(runtime, request.client, request.body().token) },
  ignored: unusedTokenKeys(request.body().token),
}));
