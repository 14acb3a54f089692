import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { isTransient } from '#shared/aws-failures.ts';
import { type KeyRing, type KeySource, keyRing, readMasterSecret } from '#shared/crypto/key-ring.ts';
import { createOneTimeTokens, type OneTimeTokens } from '#shared/crypto/one-time-tokens.ts';
import { createPasswords, type Passwords } from '#shared/crypto/passwords.ts';
import { createProofNames, type ProofNames } from '#shared/crypto/proof-names.ts';
import { createSealer, type Sealer } from '#shared/crypto/sealer.ts';
import { createSecretIds, type SecretIds } from '#shared/crypto/secret-ids.ts';
import { createSessionTokens, type SessionTokens } from '#shared/crypto/session-tokens.ts';
import { createUnsubscribeTokens, type UnsubscribeTokens } from '#shared/crypto/unsubscribe-tokens.ts';
import { ENV } from '#shared/env-names.ts';
import { serviceUnavailable } from '#shared/errors.ts';
import type { Port, Runtime } from '#shared/runtime.ts';
import { RETRIED_BY_SDK } from './aws-calls.ts';
import { expiringCache } from './expiring-cache.ts';

/** A rotated key is known within this time; while Secrets Manager is away, requests that need a key get a 503. */
const KEY_RING_TTL_SECONDS = 300;
/** Anybody can send a token with a made-up kid: an unknown one is looked for at most this often. */
const UNKNOWN_KID_SECONDS = 10;

/** The deployment's keys, from Secrets Manager; cached, and read anew for a kid that the cache does not know. */
export const keys: Port<KeySource> = (runtime: Runtime) => {
  const client = new SecretsManagerClient(RETRIED_BY_SDK);
  const load = async (id: string): Promise<KeyRing> => {
    const reply = await client.send(new GetSecretValueCommand({ SecretId: id })).catch((cause: unknown) => {
      throw isTransient(cause) ? serviceUnavailable(cause) : cause;
    });
    return keyRing(readMasterSecret(reply.SecretString ?? ''));
  };
  const cached = (ttlSeconds: number) =>
    expiringCache({ ttlSeconds, maxEntries: 1, now: () => runtime.now(), load });
  const usual = cached(KEY_RING_TTL_SECONDS);
  const fresh = cached(UNKNOWN_KID_SECONDS);
  return async (kid) => {
    const id = runtime.env(ENV.secretId);
    const ring = await usual(id);
    return kid === undefined || ring.knows(kid) ? ring : fresh(id);
  };
};

export const passwords: Port<Passwords> = (runtime) => createPasswords(runtime.use(keys));

export const sealer: Port<Sealer> = (runtime) => createSealer(runtime.use(keys));

export const deliverySealer: Port<Sealer> = (runtime) => createSealer(runtime.use(keys), 'delivery');

export const webhookSealer: Port<Sealer> = (runtime) => createSealer(runtime.use(keys), 'webhook-secret');

export const unsubscribeTokens: Port<UnsubscribeTokens> = (runtime) =>
  createUnsubscribeTokens(runtime.use(keys));

export const oneTimeTokens: Port<OneTimeTokens> = (runtime) => createOneTimeTokens(runtime.use(keys));

export const secretIds: Port<SecretIds> = (runtime) => createSecretIds(runtime.use(keys));

export const proofNames: Port<ProofNames> = (runtime) => createProofNames(runtime.use(keys));

export const sessionTokens: Port<SessionTokens> = (runtime) => createSessionTokens(runtime.use(keys));
