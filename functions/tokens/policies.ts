import { policyViews } from '#shared/client-tokens/vocabulary.ts';
import { tokensPolicies } from '#shared/contracts/client-tokens.ts';
import { endpoint } from '#shared/http/endpoint.ts';

export const handler = endpoint(tokensPolicies)(async () => ({
  status: 200,
  body: { policies: policyViews() },
}));
