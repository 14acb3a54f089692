import { CheckSkipped } from './assert.ts';
import type { Check } from './checks/check.ts';
import { DELIVERY_CHECKS } from './checks/delivery.ts';
import { HEADER_CHECKS } from './checks/headers.ts';
import { JOB_CHECKS } from './checks/jobs.ts';
import { MEMBER_CHECKS } from './checks/members.ts';
import { MESSAGE_CHECKS } from './checks/messages.ts';
import { cleanUp } from './clean-up.ts';
import type { SmokeContext } from './smoke-context.ts';

export interface Result {
  readonly check: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly reason?: string;
  readonly milliseconds: number;
}

/** In this order. */
const CHECKS: readonly Check[] = [
  ...HEADER_CHECKS,
  ...MEMBER_CHECKS,
  ...JOB_CHECKS,
  ...MESSAGE_CHECKS,
  ...DELIVERY_CHECKS,
];

const CLEANED = 'everything that was made is removed';

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const runCheck = async (
  check: Check,
  context: SmokeContext,
  passed: ReadonlySet<string>,
): Promise<Result> => {
  const begun = performance.now();
  const result = (outcome: Result['outcome'], reason?: string): Result => ({
    check: check.name,
    outcome,
    ...(reason !== undefined && { reason }),
    milliseconds: Math.round(performance.now() - begun),
  });
  if (check.needs && !passed.has(check.needs)) return result('skipped', `"${check.needs}" did not pass`);
  try {
    await check.run(context);
    return result('passed');
  } catch (error) {
    // A check that an interruption aborted proves nothing about the deployment.
    context.signal.throwIfAborted();
    return result(error instanceof CheckSkipped ? 'skipped' : 'failed', reasonOf(error));
  }
};

const cleaning = async (context: SmokeContext): Promise<Result> => {
  const begun = performance.now();
  const problems = await cleanUp(context);
  const milliseconds = Math.round(performance.now() - begun);
  return problems.length === 0
    ? { check: CLEANED, outcome: 'passed', milliseconds }
    : { check: CLEANED, outcome: 'failed', reason: problems.join('; '), milliseconds };
};

/** Every check in order; ends early when the run is interrupted. */
async function* results(
  checks: readonly Check[],
  context: SmokeContext,
): AsyncGenerator<Result, void, undefined> {
  const passed = new Set<string>();
  try {
    for (const check of checks) {
      const result = await runCheck(check, context, passed);
      if (result.outcome === 'passed') passed.add(check.name);
      yield result;
    }
  } catch (error) {
    if (!context.signal.aborted) throw error;
  }
}

/**
 * Makes all checks and then removes what they made, whatever happened. The first check only reads: when it fails,
 * the API is not there, or not for this token, and nothing else is tried.
 */
export async function* runChecks(context: SmokeContext): AsyncGenerator<Result, void, undefined> {
  let isReached = false;
  for await (const result of results(CHECKS, context)) {
    yield result;
    if (!isReached && result.outcome !== 'passed') return;
    isReached = true;
  }
  if (isReached) yield await cleaning(context);
}
