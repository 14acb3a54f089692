import { showToken } from '#shared/client-tokens/show.ts';
import { tokensFind } from '#shared/contracts/client-tokens.ts';
import { tokenToFind } from '#shared/domain/client-tokens/client-token-payload.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { tokensFind as validator } from '#shared/http/generated/all-errors.js';

export const handler = endpoint(
  tokensFind,
  validator,
)(async (request, runtime) => ({
  status: 200,
  body: { token: await showToken(runtime, request.client, tokenToFind(request.body())) },
}));
