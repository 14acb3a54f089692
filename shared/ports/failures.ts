import { awsFailure, failureKind } from '#shared/aws-failures.ts';
import { LoyaltyError, UnreadableItem } from '#shared/errors.ts';
import type { Runtime } from '#shared/runtime.ts';
import { metrics } from './metrics.ts';

/** A line of the log holds no more of either. */
const MOST_CAUSES = 5;
const MOST_FRAMES = 8;

/** The error and what caused it, outermost first. */
const chainOf = (thrown: unknown): Error[] => {
  const chain: Error[] = [];
  for (let error = thrown; error instanceof Error && chain.length < MOST_CAUSES; error = error.cause)
    chain.push(error);
  return chain;
};

const nameOf = (error: Error): string =>
  error instanceof LoyaltyError ? error.code : awsFailure(error).name;

/** The innermost failure of AWS: the errors around it translate it. */
const ofAws = (chain: readonly Error[]): Error | undefined =>
  chain.findLast((error) => failureKind(error) !== 'unknown');

const unreadableIn = (chain: readonly Error[]): UnreadableItem | undefined =>
  chain.find((error) => error instanceof UnreadableItem);

/**
 * Whether only an operator can end a failure: rights, a resource that is gone, our own request, a deployment that
 * cannot read an item.
 */
const isPermanent = (thrown: unknown): boolean => {
  const chain = chainOf(thrown);
  const failure = ofAws(chain);
  return unreadableIn(chain) !== undefined || (failure !== undefined && failureKind(failure) === 'permanent');
};

/**
 * Names of a failure's causes, AWS's name and id of the call, frames. Names and codes only: messages of parsers and
 * of the SDK quote bodies and keys.
 */
export const describeFailure = (thrown: unknown): Record<string, unknown> => {
  const chain = chainOf(thrown);
  const failure = ofAws(chain);
  const unreadable = unreadableIn(chain);
  const { name, ...found } = failure ? awsFailure(failure) : { name: undefined };
  const frames = chain[0]?.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return {
    causes: chain.length > 0 ? chain.map(nameOf) : [typeof thrown],
    ...(name !== undefined && { aws_error: name, ...found, permanent: isPermanent(thrown) }),
    ...(unreadable && { item: unreadable.details, permanent: true }),
    stack: frames?.slice(0, MOST_FRAMES) ?? [],
  };
};

/** A permanent failure raises an alarm; one that passes is in the metrics of the table or the queue already. */
const countFailure = (runtime: Runtime, thrown: unknown): void => {
  if (isPermanent(thrown)) runtime.use(metrics).count('PermanentFailures');
};

/**
 * Reports a failure: one line of the log, and an alarm when only an operator can end it.
 * @param level of the line where the failure passes; a permanent one is always an error
 */
export const logFailure = (
  runtime: Runtime,
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: Readonly<Record<string, unknown>>,
  thrown: unknown,
): void => {
  countFailure(runtime, thrown);
  runtime.log[isPermanent(thrown) ? 'error' : level](message, { ...fields, ...describeFailure(thrown) });
};
