/**
 * Every error this API can answer: one row per code (contract §1.2, §1.3).
 *
 * `shape` names the documented body: `plain` {"error": text}, `reason` {"error": code},
 * `member` the member validation errors (contract §1.9), `tree` the "Invalid parameters" tree (contract §1.8).
 * A status of `by_family` is 400 on the 2017 paths and 470 on the later ones (contract §0.2).
 */
export type ErrorShape = 'plain' | 'reason' | 'member' | 'tree';

export interface ErrorRow {
  readonly status: number | 'by_family';
  readonly shape: ErrorShape;
  readonly message: string;
}

const plain = (status: ErrorRow['status'], message: string): ErrorRow => ({
  status,
  shape: 'plain',
  message,
});
const reason = (message: string): ErrorRow => ({ status: 422, shape: 'reason', message });

export const ERROR_CODES = {
  // The common road of every request, in check order (contract §1.2.1).
  origin_refused: plain(403, 'Not authorized: requests must come through the public address of this API'),
  route_not_found: plain(404, 'Not found'),
  required_header_missing: plain('by_family', 'Missing required header'),
  header_incorrect: plain(471, 'Header is incorrect'),
  client_unauthorized: plain(401, 'Client authorization is invalid'),
  club_not_found: plain(404, 'Loyalty club not found'),
  permit_missing: plain(403, 'Not authorized'),
  oauth_token_invalid: plain(460, 'OAuth token is invalid'),
  body_not_json: plain(406, 'Request body is not valid JSON'),
  body_too_large: plain(413, 'Request body is too large'),
  body_too_complex: plain(422, 'Request body is nested too deeply or has too many keys'),
  body_forbidden_key: plain(422, 'Request body holds a forbidden key'),
  content_encoding_unsupported: plain(415, 'Content-Encoding is not supported; send gzip or none'),
  parameter_in_query: plain(400, 'A parameter must be in the JSON body, not in the query'),
  idempotency_key_reused: plain(
    422,
    'The Idempotency-Key has been used for another request; send each request under a key of its own',
  ),
  idempotency_key_in_use: plain(409, 'A request with the same Idempotency-Key is running'),
  parameter_missing: plain(400, 'A required parameter is missing'),
  parameter_invalid: plain(422, 'A parameter is invalid'),
  too_many_attempts: plain(429, 'Too many failed attempts; please try again later'),
  msisdn_param_invalid: plain(422, 'Invalid MSISDN param'),

  token_type_unknown: plain(400, 'Unknown token type'),
  too_many_requests: plain(429, 'Too many requests; please try again later'),

  // Secrets.
  token_invalid: plain(463, 'Invalid token'),

  // Targets.
  member_not_found: plain(404, 'Member not found'),
  job_not_found: plain(404, 'Job not found'),
  message_not_found: plain(404, 'Message not found'),
  sending_not_found: plain(404, 'Sending not found'),
  import_not_found: plain(404, 'Import not found'),
  bulk_not_found: plain(404, 'Bulk not found'),
  token_not_found: plain(404, 'Token not found'),
  subscription_not_found: plain(404, 'Subscription not found'),

  // Secrets.
  credentials_invalid: plain(461, 'Invalid member credentials'),
  refresh_token_invalid: plain(462, 'Invalid refresh token'),
  current_password_invalid: plain(464, 'Invalid current password'),

  // States.
  sending_not_editable: plain(405, 'Sending is not editable'),
  sending_not_cancellable: plain(405, 'Sending is not cancellable'),
  conflict: plain(409, 'The records were changed by others at the same time; please try again'),

  // Values.
  member_invalid: { status: 422, shape: 'member', message: 'Member is invalid' },
  parameters_invalid: { status: 422, shape: 'tree', message: 'Invalid parameters' },

  // Member bulks and imports (contract §3.1.1, §4.1).
  invalid_members: reason('members must be an array of objects, each with an object properties'),
  invalid_job_id: reason('job_id must match ^(?!\\.{1,2}$)[A-Za-z0-9._:-]{1,64}$'),
  invalid_request_number: reason('request_number must be an integer'),
  invalid_parameters: reason('A parameter has the wrong type or is not known'),
  invalid_operation: reason('operation must be create, update or restore'),
  restore_not_allowed: reason('restore is allowed only while the file of the club says moving_in'),
  invalid_member_identifier_type: reason('member_identifier_type must be id, or an identifier of the club'),
  invalid_import_id: reason('import_id must match ^(?!\\.{1,2}$)[A-Za-z0-9._:-]{1,64}$'),
  members_empty: reason('members is empty'),
  members_size_incorrect: reason('members has too many items'),
  member_too_large: reason('A member is too large to be processed'),
  missing_identifier: reason('A member has none of the identifiers that the club requires'),
  duplicated_emails: reason('Two members share an e-mail'),
  duplicated_msisdns: reason('Two members share an MSISDN'),

  // Ourselves.
  internal: plain(500, 'Internal error'),
  busy: plain(503, 'The service is busy; please try again'),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERROR_CODES;
