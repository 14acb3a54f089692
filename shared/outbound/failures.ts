/** Why a request to an address that a club chose has no answer. */
const POST_FAILURES = {
  refused_url: 'no HTTPS URL of a public host',
  refused_address: 'the name has an address that is not public',
  unresolved: 'the name has no address, or its name server does not answer',
  connection: 'no connection, or one that ended before the answer',
  tls: 'no TLS connection: the certificate is not valid for the name',
  invalid_answer: 'the answer is no HTTP',
  timeout: 'no complete answer in time',
} as const;

export type PostFailure = keyof typeof POST_FAILURES;

/** The request was not sent. */
export class RefusedTarget extends Error {
  override readonly name = 'RefusedTarget';
  readonly failure: PostFailure;

  constructor(failure: PostFailure, options?: ErrorOptions) {
    super(failure, options);
    this.failure = failure;
  }
}

/** By the code of Node's error, the first that fits: OpenSSL and its checks of certificates, llhttp. */
const BY_CODE: readonly (readonly [RegExp, PostFailure])[] = [
  [/^(ERR_SSL_|ERR_TLS_|CERT_|DEPTH_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/, 'tls'],
  [/^EPROTO$/, 'tls'],
  [/^HPE_/, 'invalid_answer'],
];

export const failureOf = (cause: unknown, signal: AbortSignal): PostFailure => {
  if (cause instanceof RefusedTarget) return cause.failure;
  if (signal.aborted) return 'timeout';
  const code = String((cause as NodeJS.ErrnoException).code ?? '');
  return BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? 'connection';
};
