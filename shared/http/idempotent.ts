import { createHash } from 'node:crypto';
import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { logFailure } from '#shared/ports/failures.ts';
import { type Idempotency, idempotencyKeys, NO_KEY } from '#shared/ports/idempotency-keys.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { ApiReply, RequestState } from './request.ts';

/** A reply, and whether it is that of an earlier request with the same key. */
interface Given {
  readonly reply: ApiReply;
  readonly isReplayed: boolean;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What must be the same when a key comes again: everything that the effect or the reply depends on. */
const fingerprintOf = (
  { id }: EndpointContract,
  { firstGeneration, product, subproduct, json }: RequestState,
  path: unknown,
): string => sha256(JSON.stringify([id, path, firstGeneration, product, subproduct ?? null, json]));

/** Longer than the function may run, by two clocks; a request that died until then blocks its key. */
const LOCK_BEYOND_TIMEOUT_SECONDS = 15;

/** A request that is just running ends soon; one that has run for longer may have died. */
const SHORT_RUN_SECONDS = 5;

const retryAfter = (lockedUntil: string, lockSeconds: number, now: Date): number => {
  const left = Math.max(1, Math.ceil((Date.parse(lockedUntil) - now.getTime()) / 1000));
  return lockSeconds - left < SHORT_RUN_SECONDS ? 1 : left;
};

const isDone = ({ status }: ApiReply): boolean => status >= 200 && status < 300;

/**
 * Answers a request once for each `Idempotency-Key` of its client (contract §1.11). The effect keeps its reply in its own
 * transaction, on the condition that the request still holds the key: so a reply is kept if and only if there was an effect.
 * Without the header nothing is read or written.
 */
export const answerOnce = async (
  runtime: Runtime,
  contract: EndpointContract,
  { internal, path }: { readonly internal: RequestState; readonly path: unknown },
  run: (idempotency: Idempotency) => Promise<ApiReply>,
): Promise<Given> => {
  const sent = contract.idempotencyKey && internal.headers['idempotency-key'];
  if (!sent) return { reply: await run(NO_KEY), isReplayed: false };
  const keys = runtime.use(idempotencyKeys);
  const ref = { club: internal.slug, client: internal.client.id, hash: sha256(sent) };
  const lockSeconds = contract.timeout + LOCK_BEYOND_TIMEOUT_SECONDS;
  const claim = await keys.claim(ref, fingerprintOf(contract, internal, path), lockSeconds);
  if (claim.outcome === 'done') return { reply: claim.reply, isReplayed: true };
  if (claim.outcome === 'reused') throw new LoyaltyError('idempotency_key_reused');
  if (claim.outcome === 'running')
    throw keys.inUse(retryAfter(claim.lockedUntil, lockSeconds, runtime.now()));
  const { key } = claim;
  let isKept = false;
  // A replay reads no body, so it could not find the ignored keys again.
  const kept = ({ ignored = [], ...reply }: ApiReply) => ({
    ...reply,
    ignored: [...(internal.ignored ?? []), ...ignored],
  });
  const writes: Idempotency['writes'] = (reply) => {
    isKept = true;
    return [keys.write(key, kept(reply))];
  };
  try {
    const reply = await run({ writes, uuid: key.uuid });
    if (!isDone(reply)) await keys.release(key);
    // A reply of this effect was kept before: a repeat gets that one.
    else if (!isKept && !(await keys.keep(key, kept(reply)))) throw keys.inUse(1);
    return { reply, isReplayed: false };
  } catch (error) {
    // What is not given back is free when its lock ends.
    await keys
      .release(key)
      .catch((silenced: unknown) =>
        logFailure(runtime, 'warn', 'idempotency key not given back', {}, silenced),
      );
    throw error;
  }
};
