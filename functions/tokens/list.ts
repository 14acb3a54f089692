import { listTokens } from '#shared/client-tokens/list.ts';
import { tokensList } from '#shared/contracts/client-tokens.ts';
import { endpoint } from '#shared/http/endpoint.ts';

export const handler = endpoint(tokensList)(async ({ client, query }, runtime) => ({
  status: 200,
  body: await listTokens(runtime, client, query()),
}));
