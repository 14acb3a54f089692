import { DONE, type EndpointExamples } from './example.ts';
import { OWN_VALUES } from './own-values.ts';

const path = { email: OWN_VALUES.EMAIL } as const;

/** Mailed tokens: password reset, unsubscription, verification (Api V3). */
export const CONFIRMATIONS: Readonly<Record<string, EndpointExamples>> = {
  'members.send-password-reset-token': {
    about:
      'Answers alike whether or not the address is a member’s. The token is good for 24 hours; a newer one replaces it. A member gets one mail a minute and five an hour at most.',
    requests: { reset: { summary: 'Mail the link', path } },
    replies: { 200: DONE },
  },
  'members.verify-token': {
    about: '`password_reset` is the only type. The check does not use the token up.',
    requests: {
      password_reset: {
        summary: 'A password reset token',
        path: { ...path, type: 'password_reset', token: OWN_VALUES.RESET_TOKEN },
      },
    },
    replies: {
      200: {
        good: { summary: 'The token is valid', body: { valid: true } },
        bad: { summary: 'Unknown, used or expired', body: { valid: false } },
      },
    },
  },
  'members.reset-password': {
    about: 'Uses the token up and ends the member’s sessions. A refused password leaves the token as it is.',
    requests: {
      reset: {
        summary: 'Set the password',
        path,
        body: { password: 'new_password', token: OWN_VALUES.RESET_TOKEN },
      },
    },
    replies: { 200: DONE },
    errors: {
      parameter_missing: { error: 'Missing required parameter: password' },
      member_invalid: { password: [{ error: 'minimum_string_length', property: 'password', minimum: 8 }] },
    },
  },
  'members.unsubscribe': {
    about: 'The token is in the unsubscribe link of every e-mail; it does not expire and can be used again.',
    requests: {
      unsubscribe: {
        summary: 'Unsubscribe from e-mail',
        path,
        body: { token: OWN_VALUES.UNSUBSCRIPTION_TOKEN },
      },
    },
    replies: { 200: DONE },
    errors: { parameter_missing: { error: 'Missing required parameter: token' } },
  },
  'members.verify-email': {
    about: 'The token is mailed when a member is created or its address changes, and is valid for 30 days.',
    requests: {
      verify: { summary: 'Verify the address', path, body: { token: OWN_VALUES.VERIFICATION_TOKEN } },
    },
    replies: { 200: DONE },
    errors: { parameter_missing: { error: 'Missing required parameter: token' } },
  },
};
