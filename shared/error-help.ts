import type { ErrorCode } from './error-codes.ts';
import { type ErrorHelp, REASON_HELP } from './error-reasons.ts';

const AGAIN = 'Repeat the request after `Retry-After`.';
const LIST_IDS = 'Ids are unique per club: check the id and the club of the request.';

/** One row per code: the pages of the stage and of the documentation show them. */
export const ERROR_HELP: Readonly<Record<ErrorCode, ErrorHelp>> = {
  origin_refused: {
    means: 'This deployment accepts requests through its public address only, and this one came past it.',
    fix: 'Use the address that the operator published.',
  },
  route_not_found: {
    means: 'No operation has this path and method, or an id in the path is no number.',
    fix: 'Compare method and path with the reference. Numbers have no leading zeros.',
  },
  required_header_missing: {
    means: 'A header is absent or blank; the text names it. The status is 400 below `/api/v3`, else 470.',
    fix: 'Send the header: `X-Client-Authorization`, `X-Product-Name`, `X-User-Agent`, below `/v1/messages` also `X-Loyalty-Club-Slug`.',
  },
  header_incorrect: {
    means: '`X-Loyalty-Club-Slug` names another club than the path.',
    fix: 'Leave the header out, or send the club of the path.',
  },
  client_unauthorized: {
    means:
      'The client token is unknown or revoked, or it is limited to other clubs, customers or products than those of the request.',
    fix: 'Check the token, the club and `X-Product-Name`; the operator can show the limits of the token. A new token works within 30 seconds.',
  },
  club_not_found: {
    means: 'No club has this slug.',
    fix: 'Check the slug in the path or in `X-Loyalty-Club-Slug`.',
  },
  permit_missing: {
    means: 'The client token lacks the permit that the text names.',
    fix: 'Ask the operator for the permit. Permits are exact strings without wildcards.',
  },
  oauth_token_invalid: {
    means: "The member's access token is missing, malformed, expired, revoked or of another club.",
    fix: 'Refresh it with the refresh token, or log the member in again. Send it as `Authorization: Bearer …`.',
  },
  body_not_json: {
    means: 'The body is not JSON in UTF-8; the text names line and column.',
    fix: 'Send JSON in UTF-8. Write U+FFFD as `\\ufffd`.',
  },
  body_too_large: {
    means: 'The body is larger than 16 MB after inflation, or larger than a request may be.',
    fix: 'Split the request; a bulk takes 5000 members at most.',
  },
  body_too_complex: {
    means:
      'The JSON has more than 20 levels, more than 1000 keys in an object, or too many very long numbers.',
    fix: 'Send a flatter body.',
  },
  body_forbidden_key: {
    means: 'A key of the body is `__proto__`, or reaches a prototype by `constructor`.',
    fix: 'Remove the key.',
  },
  content_encoding_unsupported: {
    means: 'The content encoding of the body is not known.',
    fix: 'Compress with `gzip`, or send the body as it is.',
  },
  parameter_in_query: {
    means: 'A password or token is in the query, where logs would keep it.',
    fix: 'Send it in the JSON body.',
  },
  idempotency_key_reused: {
    means: 'A request with this `Idempotency-Key` has succeeded, and this one is another request.',
    fix: 'Give each request a key of its own; repeat a request with the same body and path.',
  },
  idempotency_key_in_use: {
    means: 'A request with the same `Idempotency-Key` is running.',
    fix: `${AGAIN} It then gets the reply of the first.`,
  },
  parameter_missing: {
    means: 'A required parameter of the body is absent or blank; the text names it.',
    fix: 'Send the parameter.',
  },
  parameter_invalid: {
    means: 'A parameter of query or body has a wrong value, or a list does not know it; the text names it.',
    fix: 'Compare its name and value with the reference.',
  },
  too_many_attempts: {
    means:
      'Too many wrong passwords in a quarter of an hour: of a member, of a session, or through this client token. The text and `RateLimit-Policy` name the limits.',
    fix: 'Wait for `Retry-After`. A password reset ends the wait of a member.',
  },
  msisdn_param_invalid: {
    means: 'The number in the path is no possible phone number.',
    fix: 'Send digits with the country code, such as `4790000001`, or a national number of the club’s country.',
  },
  token_type_unknown: {
    means: 'The type of token in the path is not known.',
    fix: 'Use `password_reset`.',
  },
  too_many_requests: {
    means: 'This client token asked for too many password resets in this club within a minute.',
    fix: 'Wait for `Retry-After`. `RateLimit` of each reply says how many are left.',
  },
  token_invalid: {
    means: 'The mailed token is unknown, used, expired, or not of this address.',
    fix: 'Have a new mail sent. The token is the last part of the link.',
  },
  member_not_found: {
    means: 'The club has no such member, or the member was removed.',
    fix: 'Check id, e-mail or MSISDN, and the club.',
  },
  job_not_found: {
    means: 'The club has no bulk job with this `job_id`, or its metadata has expired.',
    fix: 'Check `job_id` and the club.',
  },
  message_not_found: { means: 'The club has no such message, or it was deleted.', fix: LIST_IDS },
  sending_not_found: { means: 'The message has no such sending, or it was deleted.', fix: LIST_IDS },
  subscription_not_found: { means: 'The club has no such subscription, or it was removed.', fix: LIST_IDS },
  import_not_found: {
    means: 'The club has no import with this `import_id`, or its metadata has expired.',
    fix: 'Check `import_id` and the club.',
  },
  bulk_not_found: {
    means: 'The import has no such bulk.',
    fix: 'Take the ids and request numbers that the import lists.',
  },
  token_not_found: {
    means: 'No client token has this id or value, or it is beyond the limits of the token that asks.',
    fix: 'List the tokens that you may administer.',
  },
  credentials_invalid: {
    means:
      'Identifier and password do not match, or the member may not log in. The reply does not say which.',
    fix: 'Let the member try again, or mail a reset link.',
  },
  refresh_token_invalid: {
    means: 'The refresh token is unknown, expired or replaced, or its session has ended.',
    fix: 'Log the member in again.',
  },
  current_password_invalid: {
    means: '`current_password` is missing or wrong.',
    fix: 'Ask the member for the current password.',
  },
  sending_not_editable: {
    means: 'The sending has begun or ended, so it cannot be changed.',
    fix: 'Read its status; make a new sending.',
  },
  sending_not_cancellable: {
    means: 'The sending is a draft, or has ended.',
    fix: 'Read its status; a draft or a scheduled sending can be updated.',
  },
  conflict: {
    means: 'Other requests changed the same records, several times in a row. Nothing was changed.',
    fix: 'Repeat the request after `Retry-After`; read the record again where your change depends on it.',
  },
  member_invalid: {
    means:
      'Values of the member break the rules of the club. The body names each attribute and each problem.',
    fix: 'Correct the named values; the schema of the club has the rules.',
  },
  parameters_invalid: {
    means: 'Values of the request are invalid. `details` mirrors the request and names each problem.',
    fix: 'Correct the named values.',
  },
  ...REASON_HELP,
  internal: {
    means: 'A fault of the service. A repeat does not help.',
    fix: 'Report it to the operator with `X-Request-Id`.',
  },
  busy: {
    means: 'The service could not take the request now, or its time was up.',
    fix: `${AGAIN} A repeat does nothing twice.`,
  },
};
