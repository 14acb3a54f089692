import {
  admitShadowRequest,
  closeShadowCircuit,
  recordShadowFailure,
} from '#shared/data/sessions/shadow-circuit.ts';
import type { ShadowSettings } from '#shared/domain/clubs/moving-in.ts';
import type { Member } from '#shared/domain/members/member.ts';
import type { LogInName } from '#shared/domain/sessions/grant.ts';
import { unixSeconds } from '#shared/domain/sessions/session.ts';
import { shadowResult } from '#shared/domain/sessions/shadow-answer.ts';
import { shadowRequest } from '#shared/domain/sessions/shadow-request.ts';
import type { MetricName } from '#shared/metric-names.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import { postJson } from '#shared/ports/outbound.ts';
import { keys } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';

const TIMEOUT_MS = 3000;
const MAX_REPLY_BYTES = 16 * 1024;

/** Why the old system was not asked, or how it went. */
type Outcome = 'skipped' | ReturnType<typeof shadowResult>;

const COUNTED: Readonly<Record<Outcome, MetricName>> = {
  verified: 'ShadowLogInsVerified',
  refused: 'ShadowLogInsRefused',
  rejected: 'ShadowLogInsFailed',
  failed: 'ShadowLogInsFailed',
  skipped: 'ShadowLogInsSkipped',
};

interface Guess {
  readonly member: Member;
  readonly name: LogInName;
  readonly password: string;
}

const warn = ({ log }: Runtime, club: string, fields: Readonly<Record<string, unknown>>): void =>
  log.warn('shadow log-in failed', { club, ...fields });

/** Asks once, when rate and circuit admit it. Nothing of the password or of the answer's body is kept. */
const ask = async (runtime: Runtime, shadow: ShadowSettings, guess: Guess): Promise<Outcome | undefined> => {
  const { club, id } = guess.member;
  const token = (await runtime.use(keys)()).shadowToken(club);
  if (token === undefined) {
    warn(runtime, club, { reason: 'no client token' });
    return 'rejected';
  }
  const request = shadowRequest(shadow, guess, token);
  if (!request) return undefined;
  const db = runtime.use(database);
  const seconds = () => unixSeconds(runtime.now());
  const { admission, failures } = await admitShadowRequest(db, club, seconds(), shadow.rate);
  if (admission === 'over' || admission === 'open') return 'skipped';
  const reply = await runtime.use(postJson)({
    ...request,
    timeoutMs: TIMEOUT_MS,
    maxReplyBytes: MAX_REPLY_BYTES,
  });
  const result = 'failure' in reply ? 'failed' : shadowResult(reply, id);
  if (result === 'failed') await recordShadowFailure(db, club, seconds());
  else if (failures > 0) await closeShadowCircuit(db, club, seconds());
  if (result === 'failed' || result === 'rejected')
    warn(runtime, club, 'failure' in reply ? { reason: reply.failure } : { status: reply.status });
  return result;
};

/**
 * Whether the old system takes the password for the member's: one request of at most three seconds. Whatever fails is
 * no success (contract §2.1.1).
 */
export const oldSystemVerifies = async (
  runtime: Runtime,
  shadow: ShadowSettings,
  guess: Guess,
): Promise<boolean> => {
  const outcome = await ask(runtime, shadow, guess);
  if (outcome) runtime.use(metrics).count(COUNTED[outcome]);
  return outcome === 'verified';
};
