import type { EndpointExamples } from './example.ts';
import { CREATED_MEMBER, FOUND, MEMBER, PAGINATION, TAKEN_EMAIL, UPDATED_MEMBER } from './member.ts';
import { OWN_VALUES } from './own-values.ts';

const id = OWN_VALUES.MEMBER_ID;
const msisdn = OWN_VALUES.MSISDN;
const email = OWN_VALUES.EMAIL;

const PUBLIC_INFO = {
  200: {
    member: { summary: 'The member exists', body: { exists: true, can_login: true } },
    nobody: { summary: 'No such member', body: null },
  },
} as const;

const ABOUT_PUBLIC_INFO =
  'Answers 200 in any case: `null` is no such member. `can_login` says that a password is set and the member is not banned.';

export const MEMBERS: Readonly<Record<string, EndpointExamples>> = {
  'members.create': {
    about:
      'The club’s schema (`GET member_schema`) has the properties, and which ones are required. At least one of `email` and `msisdn` is needed; each is unique in the club. Without a password the member cannot log in. Welcome messages are sent where the club and the product have them.',
    requests: {
      create: {
        summary: 'With a sub-product, without the welcome SMS',
        headers: { 'X-Product-Name': 'facebook', 'X-Subproduct-Name': 'campaign-10-2017' },
        body: {
          properties: {
            email: 'dev+6@test.com',
            msisdn: '4740485124',
            first_name: 'The',
            last_name: 'Doge',
          },
          send_sms_welcome_message: false,
        },
      },
      with_password: {
        summary: 'With a password, and one channel switched off',
        body: {
          properties: {
            email: 'kari@example.com',
            first_name: 'Kari',
            last_name: 'Nordmann',
            language: 'en',
          },
          password: 'SuperStrongP4ssw0rd',
          push_enabled: false,
        },
      },
      moved: {
        summary: 'From another system, with the bcrypt hash of the password',
        body: {
          properties: { email: 'ola@example.com', first_name: 'Ola', last_name: 'Nordmann' },
          password_hash: '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
          send_email_welcome_message: false,
        },
      },
    },
    replies: { 200: { created: { summary: 'The new member', body: CREATED_MEMBER } } },
    errors: { member_invalid: TAKEN_EMAIL },
  },
  'members.update': {
    about:
      'What is not sent stays as it is; a property sent as `null` is removed; lists are replaced as a whole. The resulting member is validated with all its properties, unless `validate_partially` is true. A new password ends the member’s sessions.',
    requests: {
      rename: {
        summary: 'Another name and another password',
        path: { id },
        body: { properties: { last_name: 'Doge' }, password: 'new_password' },
      },
      remove_a_property: {
        summary: 'Remove a property and switch SMS off',
        path: { id },
        body: { properties: { birthday: null }, sms_enabled: false },
      },
    },
    replies: { 200: { updated: { summary: 'The member after the change', body: UPDATED_MEMBER } } },
  },
  'members.destroy': {
    about:
      'Removes the member for good, with its messages and mailed tokens. An opt-out e-mail is sent where the club and the product have one, unless it is switched off; an SMS only for `send_unsubscribe_message=true`.',
    requests: {
      silently: {
        summary: 'Without the opt-out message',
        path: { id },
        query: { send_email_unsubscribe_message: 'false' },
      },
    },
    replies: { 200: { removed: { summary: 'The member as it was', body: MEMBER } } },
    errors: { parameter_invalid: { error: 'send_email_unsubscribe_message must be true or false' } },
  },
  'members.validate': {
    about:
      'Runs the checks of a creation and stores nothing. A missing value is an error only where its key is sent, so that a form can be checked field by field.',
    requests: {
      good: {
        summary: 'Nothing is wrong',
        body: { properties: { email: 'new@example.com', first_name: 'Kari' } },
      },
      wrong: {
        summary: 'A language that the club does not have',
        body: { properties: { language: 'pl' }, password: 'secret-42' },
      },
    },
    replies: {
      200: {
        valid: { summary: 'Nothing is wrong', body: { valid: true, errors: null } },
        invalid: {
          summary: 'What a creation would refuse',
          body: {
            valid: false,
            errors: {
              properties: [
                {
                  error: {
                    language: [
                      { error: 'value_not_match', value: 'pl', values: 'en, no', property: 'language' },
                    ],
                  },
                },
              ],
            },
          },
        },
      },
    },
  },
  'members.list': {
    about:
      'Oldest first. Values of one property are alternatives, several properties must all match; a property must be enabled as a filter in the club.',
    requests: {
      filtered: {
        summary: 'By a property',
        query: { 'properties[language]': 'no', per_page: '100', page_no: '1' },
      },
      by_ids: { summary: 'By ids', query: { 'ids[]': id } },
    },
    replies: {
      200: {
        page: {
          summary: 'The first of three pages',
          body: {
            members: [MEMBER],
            pagination_info: PAGINATION,
            next_cursor: 'QnJoNWxYc0d4WlJtWzIsMTAwXQ',
          },
        },
      },
    },
    errors: { parameter_invalid: { error: 'per_page must be an integer from 1 to 1000' } },
  },
  'members.get': {
    requests: { by_id: { summary: 'By id', path: { id } } },
    replies: { 200: FOUND },
  },
  'members.get-by-msisdn': {
    about: 'Digits only; spaces, `+` and `00` in front are dropped before the look-up.',
    requests: { by_msisdn: { summary: 'By MSISDN', path: { msisdn } } },
    replies: { 200: FOUND },
  },
  'members.get-by-email': {
    about: 'Case does not matter. A `+` in a path is a plus sign.',
    requests: { by_email: { summary: 'By e-mail', path: { email } } },
    replies: { 200: FOUND },
  },
  'members.public-info': {
    about: ABOUT_PUBLIC_INFO,
    requests: { by_id: { summary: 'By id', path: { id } } },
    replies: PUBLIC_INFO,
  },
  'members.public-info-by-msisdn': {
    about: ABOUT_PUBLIC_INFO,
    requests: { by_msisdn: { summary: 'By MSISDN', path: { msisdn } } },
    replies: PUBLIC_INFO,
  },
  'members.public-info-by-email': {
    about: ABOUT_PUBLIC_INFO,
    requests: { by_email: { summary: 'By e-mail', path: { email } } },
    replies: PUBLIC_INFO,
  },
};
