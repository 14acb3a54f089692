import { createHash, randomBytes } from 'node:crypto';
import { PERMITS } from '#shared/contracts/permits.ts';
import { storeClient } from '#shared/data/client-tokens/clients.ts';
import { allocateGlobalId } from '#shared/data/table/counters.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';

export interface TestClient extends ClientToken {
  readonly secret: string;
}

/** A stored client token; every permit and any product unless said otherwise. */
export const storedClient = async (
  db: Db,
  limits: Pick<ClientToken, 'clubs'> & Partial<ClientToken>,
): Promise<TestClient> => {
  const secret = randomBytes(18).toString('hex');
  const token: ClientToken = {
    id: await allocateGlobalId(db, 'clients'),
    name: 'test',
    hash: createHash('sha256').update(secret).digest('hex'),
    last4: secret.slice(-4),
    permits: Object.keys(PERMITS),
    policies: [],
    customers: null,
    product: null,
    internal: false,
    version: 1,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    created_by: null,
    updated_by: null,
    ...limits,
  };
  await storeClient(db, token);
  return { ...token, secret };
};
