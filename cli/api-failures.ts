import type { MemberErrors } from '#shared/domain/members/member-errors.ts';
import {
  type AnyLoyaltyApiError,
  isLoyaltyApiError,
  LoyaltyConnectionError,
} from '../packages/client/src/main.ts';
import { ApiRefused, CommandFailed } from './failures.ts';
import { leavesOf } from './import/errors-file.ts';
import { reasonOf } from './import/reasons.ts';

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'The API refuses the request',
  401: 'The API refuses the token: it is unknown, or not for this club and product',
  403: 'The token lacks the permit',
  404: 'The API has no such club or path',
  470: 'A header is missing',
};

/** The text of an answer that the API gives in words. */
export const answerText = ({ body }: AnyLoyaltyApiError): string => {
  const { error } = (body ?? {}) as { error?: unknown };
  return typeof error === 'string' ? error : String(body).slice(0, 200);
};

/** No answer of the API, or nothing for another error. */
export const connectionFailure = (error: unknown, url: string): CommandFailed | undefined =>
  error instanceof LoyaltyConnectionError
    ? new CommandFailed(`The API cannot be reached at ${url}: ${error.code}.`, { cause: error })
    : undefined;

/** An answer of the API that ends a command. */
export const answerFailure = (error: AnyLoyaltyApiError, url: string): CommandFailed => {
  const what = MEANINGS[error.status] ?? `The API answered ${error.status}`;
  return new CommandFailed(`${what}: ${answerText(error)} (${error.operation} at ${url}).`, { cause: error });
};

type Problem = ApiRefused['problems'][number];

const memberProblems = (error: AnyLoyaltyApiError): readonly Problem[] =>
  error.code === 'member_invalid'
    ? leavesOf(error.body as MemberErrors).map(({ error: code, property = '', ...details }) => ({
        path: String(property),
        problem: reasonOf(String(code), String(property), details),
      }))
    : [];

const NOT_FOUND: Readonly<Record<string, string>> = {
  member_not_found: 'There is no such member in the club.',
  message_not_found: 'There is no such message in the club.',
};

/** Errors whose body is a list of findings: the client's message has their places. */
const WITH_FINDINGS: ReadonlySet<string> = new Set(['parameters_invalid']);

const messageOf = (error: AnyLoyaltyApiError, url: string): string => {
  if (error.code === 'member_invalid') return 'The API refuses the change.';
  if (WITH_FINDINGS.has(error.code)) return `The API refuses the request: ${error.message}.`;
  return NOT_FOUND[error.code] ?? answerFailure(error, url).message;
};

/** The report of an error of the typed client, under the code of the API; other errors stay as they are. */
export const apiFailure = (error: unknown, url: string): unknown => {
  if (!isLoyaltyApiError(error)) return connectionFailure(error, url) ?? error;
  return new ApiRefused(error.code, messageOf(error, url), memberProblems(error), { cause: error });
};
