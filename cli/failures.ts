import { OperationRefused } from '#shared/admin/refusals.ts';
import { EXIT } from './exit-codes.ts';

/** A command line that makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A command that could not do its work for a reason of this machine, such as a file that cannot be read. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** The API understood a request of a command and refused it. */
export class ApiRefused extends Error {
  override readonly name = 'ApiRefused';
  /** `X-Error-Code` of the answer. */
  readonly code: string;
  /** Attributes at fault. */
  readonly problems: readonly { readonly path: string; readonly problem: string }[];

  constructor(code: string, message: string, problems: ApiRefused['problems'], options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.problems = problems;
  }
}

/** The report of a failure; `--json` prints it as it is. */
export interface Failure {
  readonly error: string;
  readonly message: string;
  readonly problems?: readonly { readonly path: string; readonly problem: string }[];
}

/** Failures of the way to the table, by the name or code of the SDK's error. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'DynamoDB cannot be reached: the connection was refused. For --local, start the stack first (npm start).',
  ENOTFOUND: 'DynamoDB cannot be reached: its host name does not resolve. Check the region and the network.',
  ETIMEDOUT: 'DynamoDB cannot be reached: it does not answer. Check the network.',
  TimeoutError: 'DynamoDB cannot be reached: it does not answer. Check the network.',
  ResourceNotFoundException: 'The table does not exist. Check --table, the region and the account.',
  CredentialsProviderError:
    'There are no AWS credentials. Log in, or use --local for the stack on this machine.',
  UnrecognizedClientException: 'AWS does not know these credentials. Log in again.',
  ExpiredTokenException: 'The AWS credentials have expired. Log in again.',
  AccessDeniedException: 'These AWS credentials have no right to the table. Use others, or add the right.',
  LoyaltyError: 'DynamoDB is too busy. Try again.',
};

/** An error and what caused it, outermost first; an AggregateError counts as its parts. */
const causesOf = (error: unknown): readonly Error[] => {
  if (!(error instanceof Error)) return [];
  const parts = error instanceof AggregateError ? error.errors : [];
  return [error, ...[...parts, error.cause].flatMap(causesOf)];
};

const namesOf = (error: Error): readonly string[] => [
  ...('code' in error && typeof error.code === 'string' ? [error.code] : []),
  error.name,
];

/** The innermost name that has a row: the store's "busy" is only the wrapping of what happened. */
const connectionFailure = (error: unknown): Failure | undefined => {
  const name = causesOf(error)
    .flatMap(namesOf)
    .findLast((candidate) => Object.hasOwn(UNREACHABLE, candidate));
  const message = name === undefined ? undefined : UNREACHABLE[name];
  if (message !== undefined) return { error: 'database_unavailable', message };
  const isRegionMissing = error instanceof Error && error.message === 'Region is missing';
  return isRegionMissing
    ? { error: 'usage', message: 'No region is set. Pass --region or set AWS_REGION.' }
    : undefined;
};

const CODES = { UsageError: 'usage', CommandFailed: 'failed' } as const;

/** The report of an error that stopped a command. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof OperationRefused || error instanceof ApiRefused) {
    const { code, message, problems } = error;
    return { error: code, message, ...(problems.length > 0 && { problems }) };
  }
  if (error instanceof UsageError || error instanceof CommandFailed)
    return { error: CODES[error.name], message: error.message };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return connectionFailure(error) ?? { error: 'failed', message: `Unexpected failure: ${message}` };
};

export const exitCodeOf = (failure: Failure): number =>
  failure.error === 'usage' ? EXIT.usage : EXIT.failed;
