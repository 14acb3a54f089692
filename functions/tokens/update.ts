import { updateToken } from '#shared/client-tokens/update.ts';
import { tokensUpdate } from '#shared/contracts/client-tokens.ts';
import { unusedTokenKeys } from '#shared/domain/client-tokens/client-token-payload.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { tokensUpdate as validator } from '#shared/http/generated/all-errors.js';

export const handler = endpoint(
  tokensUpdate,
  validator,
)(async ({ client, parameters, body }, runtime) => ({
  status: 200,
  body: { token: await updateToken(runtime, client, parameters.id, () => body().token) },
  ignored: unusedTokenKeys(body().token),
}));
