import { ERROR_CODES, type ErrorCode, type ErrorRow } from '#shared/error-codes.ts';
import { MEMBER_ERRORS } from './member.ts';

/** Bodies that say more than the text of their row. */
const WORDED: Readonly<Partial<Record<ErrorCode, unknown>>> = {
  required_header_missing: { error: 'Missing required header: X-Product-Name' },
  header_incorrect: { error: 'X-Loyalty-Club-Slug does not match the club in the path' },
  permit_missing: { error: 'Not authorized: BL:Api:Members:Get permit is required' },
  parameter_missing: { error: 'Missing required parameter: token' },
  parameter_invalid: { error: 'per_page must be an integer from 1 to 1000' },
  member_invalid: MEMBER_ERRORS,
  parameters_invalid: {
    error: 'Invalid parameters',
    details: {
      member: {
        name: [{ value: 's', error: 'too_short', options: { min_length: 2 }, message: 'is too short' }],
        msisdns: {
          0: [{ value: '123', error: 'invalid_msisdn', options: {}, message: 'is not a valid MSISDN' }],
        },
      },
    },
  },
};

/** The body of an error as the documents show it. */
export const errorExample = (code: ErrorCode): unknown => {
  const row: ErrorRow = ERROR_CODES[code];
  return WORDED[code] ?? { error: row.shape === 'reason' ? code : row.message };
};
