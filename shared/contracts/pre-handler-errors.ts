import type { ErrorCode } from '#shared/error-codes.ts';
import type { ApiFamily, BodyErrors, ClubFamily, EndpointContract } from './endpoint.ts';

const COMMON_HEADERS = ['X-Client-Authorization', 'X-Product-Name', 'X-User-Agent'] as const;

/** Required headers by family (contract §1.1), in the order in which a missing one is reported. */
export const REQUIRED_HEADERS: Readonly<Record<ApiFamily, readonly string[]>> = {
  members: COMMON_HEADERS,
  messages: [...COMMON_HEADERS, 'X-Loyalty-Club-Slug'],
  tokens: ['Authorization'],
};

/** Whether requests of a family are about a club. */
export const hasClub = (family: ApiFamily): family is ClubFamily => family !== 'tokens';

/** What a violation of the body schema is answered with. */
const bodyCodes = (errors: BodyErrors): readonly ErrorCode[] => {
  switch (errors.shape) {
    case 'member':
      return ['member_invalid'];
    case 'reason':
      return Object.values(errors.reasons);
    case 'tree':
      return ['parameters_invalid'];
    case 'plain':
      return ['parameter_invalid'];
  }
};

/** A schema that takes every type of JSON cannot be violated at its root; the others ask for an object. */
const canBeViolated = ({ body }: EndpointContract): boolean =>
  typeof body?.schema === 'object' && body.schema.type === 'object';

interface CheckErrors {
  readonly codes: readonly ErrorCode[];
  /** The endpoints that it applies to; absent = every endpoint. */
  readonly when?: (contract: EndpointContract) => boolean;
}

/** In check order (contract §1.2.1). */
const CHECK_ORDER: readonly CheckErrors[] = [
  // Only where the deployment has a secret of its front (docs/operations.md).
  { codes: ['origin_refused'] },
  { codes: ['route_not_found'], when: ({ parameters }) => Object.keys(parameters).length > 0 },
  { codes: ['required_header_missing'] },
  { codes: ['header_incorrect'], when: ({ family }) => family === 'members' },
  { codes: ['client_unauthorized'] },
  { codes: ['club_not_found'], when: ({ family }) => hasClub(family) },
  { codes: ['permit_missing'] },
  { codes: ['oauth_token_invalid'], when: ({ memberToken }) => memberToken },
  {
    codes: [
      'body_too_large',
      'content_encoding_unsupported',
      'body_not_json',
      'body_too_complex',
      'body_forbidden_key',
    ],
    when: ({ body }) => body !== undefined,
  },
  { codes: ['parameter_in_query'], when: ({ bodyOnly }) => bodyOnly !== undefined },
  {
    codes: ['idempotency_key_reused', 'idempotency_key_in_use'],
    when: ({ idempotencyKey }) => idempotencyKey === true,
  },
  { codes: ['internal', 'busy'] },
];

/** Codes with which the checks before the handler can refuse a request to this endpoint. */
export const preHandlerErrors = (contract: EndpointContract): readonly ErrorCode[] =>
  CHECK_ORDER.flatMap(({ codes, when }) => (when === undefined || when(contract) ? codes : []));

/** Every code an endpoint can answer, each once: the checks', those of its body schema, and its own. */
export const errorsOf = (contract: EndpointContract): readonly ErrorCode[] => [
  ...new Set([
    ...preHandlerErrors(contract),
    ...(contract.body && canBeViolated(contract) ? bodyCodes(contract.body.errors) : []),
    ...contract.errors,
  ]),
];
