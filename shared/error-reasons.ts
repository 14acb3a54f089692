import type { ErrorCode } from './error-codes.ts';

/** What explains an error to the developer who meets it: plain text with `code`. */
export interface ErrorHelp {
  readonly means: string;
  /** The next step. */
  readonly fix: string;
}

const ID_FORMAT = 'Send 1 to 64 of the characters `A-Z a-z 0-9 . _ : -`, but neither `.` nor `..`.';

/** Why a bulk or an import cannot be accepted. */
export const REASON_HELP = {
  invalid_members: {
    means:
      '`members` is no list of objects that each have an object `properties`. `X-Error-Detail` names the place.',
    fix: 'Send a list of objects with `properties`.',
  },
  invalid_job_id: { means: '`job_id` is not well-formed.', fix: ID_FORMAT },
  invalid_request_number: { means: '`request_number` is no integer.', fix: 'Send an integer.' },
  invalid_parameters: {
    means: 'A parameter has a wrong type or is not known. `X-Error-Detail` names the place.',
    fix: 'Compare the parameter with the reference.',
  },
  invalid_operation: {
    means: '`operation` of the import is none of `create`, `update` and `restore`.',
    fix: 'Send one of the three.',
  },
  restore_not_allowed: {
    means: '`operation` is `restore`, and the file of the club does not say `"moving_in": true`.',
    fix: 'Have the operator add it for the time of the move; it works within 30 seconds.',
  },
  invalid_member_identifier_type: {
    means: '`member_identifier_type` is neither `id` nor an identifier of the club.',
    fix: 'Send `id`, `email` or `msisdn`, as the club has them.',
  },
  invalid_import_id: { means: '`import_id` is not well-formed.', fix: ID_FORMAT },
  members_empty: { means: '`members` is an empty list.', fix: 'Send at least one member.' },
  members_size_incorrect: {
    means: '`members` has more than 5000 members of a bulk, or more than 1000 of an import.',
    fix: 'Split the list into several requests of one job.',
  },
  member_too_large: {
    means: 'A member is too large to be processed. `X-Error-Detail` names the place.',
    fix: 'Shorten the properties of this member.',
  },
  missing_identifier: {
    means: 'A member has none of the identifiers that the club requires. `X-Error-Detail` names the place.',
    fix: 'Give each member an e-mail or an MSISDN, as the club asks.',
  },
  duplicated_emails: {
    means: 'Two members of the request have the same e-mail. `X-Error-Detail` names the second.',
    fix: 'Send each member once.',
  },
  duplicated_msisdns: {
    means: 'Two members of the request have the same MSISDN. `X-Error-Detail` names the second.',
    fix: 'Send each member once.',
  },
} as const satisfies Partial<Readonly<Record<ErrorCode, ErrorHelp>>>;
