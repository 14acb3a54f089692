import { permitViews } from '#shared/client-tokens/vocabulary.ts';
import { tokensPermits } from '#shared/contracts/client-tokens.ts';
import { endpoint } from '#shared/http/endpoint.ts';

export const handler = endpoint(tokensPermits)(async () => ({
  status: 200,
  body: { permits: permitViews() },
}));
