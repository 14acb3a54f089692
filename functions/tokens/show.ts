import { showToken } from '#shared/client-tokens/show.ts';
import { tokensShow } from '#shared/contracts/client-tokens.ts';
import { endpoint } from '#shared/http/endpoint.ts';

export const handler = endpoint(tokensShow)(async ({ client, parameters }, runtime) => ({
  status: 200,
  body: { token: await showToken(runtime, client, parameters.id) },
}));
