import { destroyToken } from '#shared/client-tokens/destroy.ts';
import { tokensDestroy } from '#shared/contracts/client-tokens.ts';
import { endpoint } from '#shared/http/endpoint.ts';

export const handler = endpoint(tokensDestroy)(async ({ client, parameters }, runtime) => ({
  status: 200,
  body: { token: await destroyToken(runtime, client, parameters.id) },
}));
