/** What AWS's SDK reports of a failed call; texts are left out, for they quote keys and bodies. */
interface AwsFailure {
  /** The error's code as AWS documents it, or Node's for the network. */
  readonly name: string;
  /** AWS's id of the call, which its support asks for. */
  readonly aws_request_id?: string;
  readonly http_status?: number;
}

/**
 * `passes`: another time the same call may do; `permanent`: no call succeeds until an operator has repaired
 * something, or we asked for something that cannot be; `answer`: a documented "no" of the table.
 */
type FailureKind = 'passes' | 'permanent' | 'answer' | 'unknown';

/**
 * Where the status does not say it: throttling has 400 at most services, and the network has none.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const KINDS: Readonly<Record<string, FailureKind>> = {
  // Throttling.
  BandwidthLimitExceeded: 'passes',
  KmsThrottled: 'passes',
  'KMS.ThrottlingException': 'passes',
  LimitExceededException: 'passes',
  OverLimit: 'passes',
  PriorRequestNotComplete: 'passes',
  ProvisionedThroughputExceeded: 'passes',
  ProvisionedThroughputExceededException: 'passes',
  RequestLimitExceeded: 'passes',
  RequestThrottled: 'passes',
  RequestThrottledException: 'passes',
  SlowDown: 'passes',
  Throttled: 'passes',
  ThrottledException: 'passes',
  Throttling: 'passes',
  ThrottlingError: 'passes',
  ThrottlingException: 'passes',
  TooManyRequestsException: 'passes',
  TransactionConflict: 'passes',
  TransactionConflictException: 'passes',
  TransactionInProgressException: 'passes',
  // Trouble of the service.
  InternalError: 'passes',
  InternalErrorException: 'passes',
  InternalFailure: 'passes',
  InternalServerError: 'passes',
  InternalServiceError: 'passes',
  RequestTimeout: 'passes',
  RequestTimeoutException: 'passes',
  ServiceUnavailable: 'passes',
  ServiceUnavailableException: 'passes',
  // The network.
  AbortError: 'passes',
  EAI_AGAIN: 'passes',
  ECONNREFUSED: 'passes',
  ECONNRESET: 'passes',
  EHOSTUNREACH: 'passes',
  ENETUNREACH: 'passes',
  ENOTFOUND: 'passes',
  EPIPE: 'passes',
  ETIMEDOUT: 'passes',
  TimeoutError: 'passes',
  // Rights, things that are not there, requests that no service would take. Some arrive without a status.
  AccessDenied: 'permanent',
  AccessDeniedException: 'permanent',
  AuthorizationError: 'permanent',
  AuthorizationErrorException: 'permanent',
  CredentialsProviderError: 'permanent',
  ExpiredTokenException: 'permanent',
  InvalidClientTokenId: 'permanent',
  InvalidParameterValue: 'permanent',
  KmsAccessDenied: 'permanent',
  KmsDisabled: 'permanent',
  KmsInvalidKeyUsage: 'permanent',
  KmsInvalidState: 'permanent',
  KmsNotFound: 'permanent',
  KmsOptInRequired: 'permanent',
  NonExistentQueue: 'permanent',
  'AWS.SimpleQueueService.NonExistentQueue': 'permanent',
  QueueDoesNotExist: 'permanent',
  ResourceNotFoundException: 'permanent',
  SignatureDoesNotMatch: 'permanent',
  UnrecognizedClientException: 'permanent',
  ValidationException: 'permanent',
  // What SES and SNS say of the account, or of how it is set up.
  AccountSuspendedException: 'permanent',
  MailFromDomainNotVerifiedException: 'permanent',
  PlatformApplicationDisabled: 'permanent',
  PlatformApplicationDisabledException: 'permanent',
  SendingPausedException: 'permanent',
  // What the table says about items, not about the call.
  ConditionalCheckFailed: 'answer',
  ConditionalCheckFailedException: 'answer',
  DuplicateItem: 'answer',
  DuplicateItemException: 'answer',
  TransactionCanceledException: 'answer',
};

interface Thrown {
  readonly name?: string;
  readonly code?: unknown;
  readonly Code?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

const namesOf = ({ name, code, Code }: Thrown): string[] =>
  [name, code, Code].filter((one) => typeof one === 'string');

/** Whose fault it was, as services say it where there is no status: entries of a batch. */
const FAULTS: Readonly<Record<string, FailureKind>> = { client: 'permanent', server: 'passes' };

const byStatus = ({ $fault, $metadata = {} }: Thrown): FailureKind => {
  const { httpStatusCode: status } = $metadata;
  if (status === undefined || status < 400) return FAULTS[String($fault)] ?? 'unknown';
  return status === 429 || status >= 500 ? 'passes' : 'permanent';
};

/** What kind of failure an SDK call threw; `unknown` for what is no failure of AWS or of the network. */
export const failureKind = (thrown: unknown): FailureKind => {
  if (!(thrown instanceof Error)) return 'unknown';
  const error: Thrown = thrown;
  const known = namesOf(error).find((name) => Object.hasOwn(KINDS, name));
  if (known !== undefined) return KINDS[known] ?? 'unknown';
  return byStatus(error);
};

/** Whether the same call may do another time. */
export const isTransient = (thrown: unknown): boolean => failureKind(thrown) === 'passes';

/** AWS's name for a failure, with what finds it there; nothing of its text. */
export const awsFailure = (error: Error): AwsFailure => {
  const { name = 'Error', code, $metadata = {} }: Thrown = error;
  const { requestId, httpStatusCode } = $metadata;
  return {
    // Node calls every failure of the network "Error"; its code is the name.
    name: name === 'Error' && typeof code === 'string' ? code : name,
    ...(requestId !== undefined && { aws_request_id: requestId }),
    ...(httpStatusCode !== undefined && { http_status: httpStatusCode }),
  };
};
