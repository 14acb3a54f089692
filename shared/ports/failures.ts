import { awsFailure, failureKind } from '#shared/aws-failures.ts';
import { LoyaltyError } from '#shared/errors.ts';
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

/** The innermost failure of AWS: those around it are our words for it. */
const ofAws = (chain: readonly Error[]): Error | undefined =>
  chain.findLast((error) => failureKind(error) !== 'unknown');

/** Whether nobody is served until an operator has mended something: rights, a thing that is gone, our own request. */
const isPermanent = (thrown: unknown): boolean => {
  const failure = ofAws(chainOf(thrown));
  return failure !== undefined && failureKind(failure) === 'permanent';
};

/**
 * Names of a failure's causes, AWS's name and id of the call, frames. Names and codes only: messages of parsers and
 * of the SDK quote bodies and keys.
 */
export const describeFailure = (thrown: unknown): Record<string, unknown> => {
  const chain = chainOf(thrown);
  const failure = ofAws(chain);
  const { name, ...found } = failure ? awsFailure(failure) : { name: undefined };
  const frames = chain[0]?.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return {
    causes: chain.length > 0 ? chain.map(nameOf) : [typeof thrown],
    ...(name !== undefined && { aws_error: name, ...found, permanent: isPermanent(thrown) }),
    stack: frames?.slice(0, MOST_FRAMES) ?? [],
  };
};

/** A permanent failure rings; one that passes is a number of the table's or the queue's own metrics already. */
const countFailure = (runtime: Runtime, thrown: unknown): void => {
  if (isPermanent(thrown)) runtime.use(metrics).count('PermanentFailures');
};

/**
 * Tells of a failure: one line of the log, and the operator at once when only an operator can end it.
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
