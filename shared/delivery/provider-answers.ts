import type { SendFailure, SendOutcome } from './send-outcome.ts';

type SendFailureState = SendFailure['state'];

/**
 * What an error of SES v2, SNS or the network means for the message. `deferred`: certainly not sent, and
 * a later attempt may succeed; `failed`: this message will never be sent; `unknown`: the request may have arrived.
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const PROVIDER_ERRORS: Readonly<Record<string, SendFailureState>> = {
  // SES v2, about the message.
  MessageRejected: 'failed',
  BadRequestException: 'failed',
  // SES v2, about the account or its configuration: an operator can mend it while the queue waits.
  AccountSuspendedException: 'deferred',
  SendingPausedException: 'deferred',
  MailFromDomainNotVerifiedException: 'deferred',
  NotFoundException: 'deferred',
  LimitExceededException: 'deferred',
  TooManyRequestsException: 'deferred',
  // SNS, about the message.
  InvalidParameter: 'failed',
  InvalidParameterException: 'failed',
  InvalidParameterValue: 'failed',
  InvalidParameterValueException: 'failed',
  ParameterValueInvalid: 'failed',
  ValidationException: 'failed',
  OptedOut: 'failed',
  OptedOutException: 'failed',
  EndpointDisabled: 'failed',
  EndpointDisabledException: 'failed',
  PlatformApplicationDisabled: 'deferred',
  PlatformApplicationDisabledException: 'deferred',
  NotFound: 'failed',
  // SNS, about the account or the moment.
  AuthorizationError: 'deferred',
  AuthorizationErrorException: 'deferred',
  Throttled: 'deferred',
  ThrottledException: 'deferred',
  InternalError: 'deferred',
  InternalErrorException: 'deferred',
  // Every AWS service.
  AccessDeniedException: 'deferred',
  CredentialsProviderError: 'deferred',
  ExpiredTokenException: 'deferred',
  InternalFailure: 'deferred',
  InvalidClientTokenId: 'deferred',
  RequestExpired: 'deferred',
  RequestThrottled: 'deferred',
  ServiceUnavailable: 'deferred',
  SignatureDoesNotMatch: 'deferred',
  Throttling: 'deferred',
  ThrottlingException: 'deferred',
  UnrecognizedClientException: 'deferred',
  // The network: no connection, so no request.
  ECONNREFUSED: 'deferred',
  EHOSTUNREACH: 'deferred',
  ENETUNREACH: 'deferred',
  ENOTFOUND: 'deferred',
  EAI_AGAIN: 'deferred',
  // The network: a request, but no answer.
  AbortError: 'unknown',
  ECONNRESET: 'unknown',
  EPIPE: 'unknown',
  ETIMEDOUT: 'unknown',
  RequestTimeout: 'unknown',
  RequestTimeoutException: 'unknown',
  TimeoutError: 'unknown',
};

interface ProviderError {
  readonly name?: string;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** For an error without a row: a status is an answer to the request; without one it is unknown whether it arrived. */
const byStatus = (status: number | undefined): SendFailureState => {
  if (status === undefined || status < 400) return 'unknown';
  return status === 429 || status >= 500 ? 'deferred' : 'failed';
};

/** Classifies what a provider's client threw; the reason is a name or code, never a text, for texts quote addresses. */
export const outcomeOfError = (thrown: unknown): SendFailure => {
  const error: ProviderError = thrown instanceof Error ? thrown : {};
  const names = [error.code, error.name].filter((name) => typeof name === 'string');
  const known = names.find((name) => Object.hasOwn(PROVIDER_ERRORS, name));
  const status = error.$metadata?.httpStatusCode;
  const state = known === undefined ? byStatus(status) : (PROVIDER_ERRORS[known] ?? 'unknown');
  const reason = known ?? names[0] ?? `status ${status ?? 'none'}`;
  return { state, reason, ...(thrown instanceof Error && { cause: thrown }) };
};

/** A success without a message id is no success that could be followed up (fault F58). */
export const outcomeOfReply = (messageId: string | undefined): SendOutcome =>
  messageId ? { state: 'sent', providerId: messageId } : { state: 'unknown', reason: 'no_message_id' };
