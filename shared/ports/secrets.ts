import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type KeyRing, keyRing, readMasterSecret } from '../crypto/key-ring.ts';
import { createPasswords, type Passwords } from '../crypto/passwords.ts';
import { createSealer, type Sealer } from '../crypto/sealer.ts';
import { createUnsubscribeTokens, type UnsubscribeTokens } from '../crypto/unsubscribe-tokens.ts';
import { ENV } from '../env-names.ts';
import { busy } from '../errors.ts';
import type { Port, Runtime } from '../runtime.ts';
import { expiringCache } from './expiring-cache.ts';

/** A rotated key is known within this time; when Secrets Manager is away, requests that need a key get a 503. */
const KEY_RING_TTL_SECONDS = 300;

export const keys: Port<() => Promise<KeyRing>> = (runtime: Runtime) => {
  const client = new SecretsManagerClient({});
  const load = async (id: string): Promise<KeyRing> => {
    const reply = await client.send(new GetSecretValueCommand({ SecretId: id })).catch((cause) => {
      throw busy(cause);
    });
    return keyRing(readMasterSecret(reply.SecretString ?? ''));
  };
  const read = expiringCache({
    ttlSeconds: KEY_RING_TTL_SECONDS,
    maxEntries: 1,
    now: () => runtime.now(),
    load,
  });
  return () => read(runtime.env(ENV.secretId));
};

export const passwords: Port<Passwords> = (runtime) => createPasswords(runtime.use(keys));

export const sealer: Port<Sealer> = (runtime) => createSealer(runtime.use(keys));

export const deliverySealer: Port<Sealer> = (runtime) => createSealer(runtime.use(keys), 'delivery');

export const unsubscribeTokens: Port<UnsubscribeTokens> = (runtime) =>
  createUnsubscribeTokens(runtime.use(keys));
