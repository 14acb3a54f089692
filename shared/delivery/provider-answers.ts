import type { SendOutcome } from './send-outcome.ts';

type ProviderAnswer = Exclude<SendOutcome['state'], 'sent'>;

/**
 * What an error of SES v2, SNS or the network means for the message. `refused`: certainly not sent, and
 * another time it may be; `failed`: this message will never be sent; `unknown`: the request may have arrived.
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const PROVIDER_ERRORS: Readonly<Record<string, ProviderAnswer>> = {
  // SES v2, about the message.
  MessageRejected: 'failed',
  BadRequestException: 'failed',
  // SES v2, about the account or its configuration: an operator can mend it while the queue waits.
  AccountSuspendedException: 'refused',
  SendingPausedException: 'refused',
  MailFromDomainNotVerifiedException: 'refused',
  NotFoundException: 'refused',
  LimitExceededException: 'refused',
  TooManyRequestsException: 'refused',
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
  PlatformApplicationDisabled: 'refused',
  PlatformApplicationDisabledException: 'refused',
  NotFound: 'failed',
  // SNS, about the account or the moment.
  AuthorizationError: 'refused',
  AuthorizationErrorException: 'refused',
  Throttled: 'refused',
  ThrottledException: 'refused',
  InternalError: 'refused',
  InternalErrorException: 'refused',
  // Every AWS service.
  AccessDeniedException: 'refused',
  CredentialsProviderError: 'refused',
  ExpiredTokenException: 'refused',
  InternalFailure: 'refused',
  InvalidClientTokenId: 'refused',
  RequestExpired: 'refused',
  RequestThrottled: 'refused',
  ServiceUnavailable: 'refused',
  SignatureDoesNotMatch: 'refused',
  Throttling: 'refused',
  ThrottlingException: 'refused',
  UnrecognizedClientException: 'refused',
  // The network: no connection, so no request.
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ENOTFOUND: 'refused',
  EAI_AGAIN: 'refused',
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
const byStatus = (status: number | undefined): ProviderAnswer => {
  if (status === undefined || status < 400) return 'unknown';
  return status === 429 || status >= 500 ? 'refused' : 'failed';
};

/** Classifies what a provider's client threw; the detail is a name or code, never a text, for texts quote addresses. */
export const outcomeOfError = (thrown: unknown): SendOutcome => {
  const error: ProviderError = thrown instanceof Error ? thrown : {};
  const names = [error.code, error.name].filter((name) => typeof name === 'string');
  const known = names.find((name) => Object.hasOwn(PROVIDER_ERRORS, name));
  const status = error.$metadata?.httpStatusCode;
  const state = known === undefined ? byStatus(status) : (PROVIDER_ERRORS[known] ?? 'unknown');
  const detail = known ?? names[0] ?? `status ${status ?? 'none'}`;
  return { state, detail, ...(thrown instanceof Error && { cause: thrown }) };
};

/** A success without a message id is no success that could be followed up (fault F58). */
export const outcomeOfReply = (messageId: string | undefined): SendOutcome =>
  messageId ? { state: 'sent', detail: messageId } : { state: 'unknown', detail: 'no_message_id' };
