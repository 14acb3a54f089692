import { DONE, type EndpointExamples } from './example.ts';
import { FOUND, MEMBER, UPDATED_MEMBER } from './member.ts';

export const ME: Readonly<Record<string, EndpointExamples>> = {
  'me.get': { requests: { me: { summary: 'The logged-in member' } }, replies: { 200: FOUND } },
  'me.update': {
    about: 'As `PUT members/:id`. A new password ends the other sessions; the presented one stays.',
    requests: {
      rename: {
        summary: 'Another name and another password',
        body: { properties: { last_name: 'Doge' }, password: 'new_password' },
      },
      consent: {
        summary: 'Withdraw a consent',
        body: { consents: { email_marketing: { status: false } } },
      },
    },
    replies: { 200: { updated: { summary: 'The member after the change', body: UPDATED_MEMBER } } },
  },
  'me.destroy': {
    about: 'As `DELETE members/:id`.',
    requests: {
      leave: { summary: 'With the opt-out message', query: { send_email_unsubscribe_message: 'true' } },
    },
    replies: { 200: { removed: { summary: 'The member as it was', body: MEMBER } } },
    errors: { parameter_invalid: { error: 'send_email_unsubscribe_message must be true or false' } },
  },
  'me.update-password': {
    about:
      'Validates the new password only, not the member’s other data. The presented session stays, the others end. A member without a password needs no current one.',
    requests: {
      change: {
        summary: 'Change the password',
        body: { current_password: '123', password: 'SuperStrongP4ssw0rd' },
      },
    },
    replies: { 200: DONE },
    errors: {
      member_invalid: { password: [{ error: 'minimum_string_length', property: 'password', minimum: 8 }] },
    },
  },
};
