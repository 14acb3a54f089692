import { type Channel, SENDER_TYPES } from '#shared/vocabulary.ts';
import { BRANDING_SCHEMA, CONSENT_NAMES_SCHEMA } from './club-file-branding-schema.ts';
import { MESSAGES_SCHEMA, SINGLE_LINE } from './club-file-message-schema.ts';
import { MOVING_IN_SCHEMA } from './club-file-moving-in-schema.ts';

/**
 * The club file: what an operator writes about a club (`loyalty clubs create|update --file`).
 * `member_schema` is the document that `GET member_schema` publishes (contract §2.4).
 *
 * An error about a node shows its `description` to the operator, so each description names the values to write.
 */

const PRODUCT_NAME = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';
const flag = { type: 'boolean', description: 'Write true or false; leave out to let the club decide.' };

/** Android is reached through Firebase only; an iOS app may have Firebase's tokens or Apple's own. */
const platformApplication = (platforms: string, description: string) => ({
  type: 'string',
  pattern: `^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:app/(${platforms})/[A-Za-z0-9._-]{1,256}$`,
  description,
});

const channels = {
  type: 'object',
  additionalProperties: false,
  properties: {
    sms: {
      type: 'object',
      required: ['sender_type', 'sender_value'],
      additionalProperties: false,
      properties: {
        sender_type: {
          enum: SENDER_TYPES,
          description: 'Write "alphanumeric" or "international".',
        },
        sender_value: { type: 'string', description: 'Write the name or number that SMS come from.' },
      },
      description: 'Write sender_type and sender_value, or leave out when the club sends no SMS.',
    },
    email: {
      type: 'object',
      required: ['from_name', 'from_email'],
      additionalProperties: false,
      properties: {
        from_name: {
          type: 'string',
          maxLength: 128,
          pattern: SINGLE_LINE,
          description: 'Write a name of at most 128 characters, without line breaks or control characters.',
        },
        from_email: { type: 'string', description: 'Write an e-mail address.' },
      },
      description: 'Write from_name and from_email, or leave out when the club sends no e-mail.',
    },
    push: {
      type: 'object',
      minProperties: 1,
      additionalProperties: false,
      properties: {
        android_app_id: { type: 'string', minLength: 1, description: 'Write the package name of the app.' },
        ios_app_id: { type: 'string', minLength: 1, description: 'Write the App Store id of the app.' },
        platform_applications: {
          type: 'object',
          minProperties: 1,
          additionalProperties: false,
          properties: {
            android: platformApplication(
              'GCM',
              'Write the ARN of a platform application for Firebase, such as "arn:aws:sns:eu-west-1:123456789012:app/GCM/mall".',
            ),
            ios: platformApplication(
              'GCM|APNS|APNS_SANDBOX',
              'Write the ARN of a platform application for Firebase or Apple, such as "arn:aws:sns:eu-west-1:123456789012:app/APNS/mall".',
            ),
          },
          description: 'Write android, ios or both, or leave out until push messages are to be sent.',
        },
      },
      description:
        'Write android_app_id, ios_app_id and platform_applications, as far as there are any, or leave out.',
    },
  } satisfies Record<Channel, object>,
  description: 'Write sms, email and push, each only when the club uses it; {} when it uses none.',
};

const link = {
  type: 'string',
  maxLength: 2000,
  pattern: '^https://[^\\s{}]*(\\{(token|email)\\}[^\\s{}]*)+$',
  description: 'Write an https URL that holds {token}, such as "https://example.com/reset?token={token}".',
};

const links = {
  type: 'object',
  additionalProperties: false,
  properties: { unsubscribe: link, verify_email: link, reset_password: link },
  description:
    'Write unsubscribe, verify_email and reset_password, each only when the club has its own page.',
};

export const CLUB_FILE_SCHEMA = {
  type: 'object',
  required: ['name', 'timezone', 'member_schema', 'products', 'channels'],
  additionalProperties: false,
  properties: {
    name: {
      type: 'string',
      maxLength: 128,
      pattern: SINGLE_LINE,
      description: 'Write the name of the club, one line of at most 128 characters.',
    },
    customer_id: {
      type: 'string',
      maxLength: 64,
      pattern: SINGLE_LINE,
      description: 'Write the id of the customer that owns the club, or leave out.',
    },
    country: {
      type: 'string',
      description:
        'Write the country of the club\'s phone numbers as ISO 3166-1 alpha-2, such as "NO", or leave out.',
    },
    timezone: { type: 'string', description: 'Write an IANA time zone such as "Europe/Oslo".' },
    password_min_length: {
      type: 'integer',
      minimum: 1,
      maximum: 128,
      description: 'Write a number from 1 to 128, or leave out for 8.',
    },
    moving_in: MOVING_IN_SCHEMA,
    changes_kept_days: {
      type: 'integer',
      minimum: 0,
      maximum: 3650,
      description:
        'Write for how many days changes of members are kept, from 0 (they are not recorded) to 3650, or leave out for 400.',
    },
    consent_proofs_kept_years: {
      type: 'integer',
      minimum: 0,
      maximum: 30,
      description:
        'Write for how many years consents can be proven after an erasure, from 0 (not at all) to 30, or leave out for 0.',
    },
    // Its inside is the business of `checkMemberSchema`.
    member_schema: {
      type: 'object',
      description:
        'Write the JSON Schema draft-04 of a member, with identifiers, languages, default_language and properties.',
    },
    filterable_properties: {
      type: 'array',
      uniqueItems: true,
      items: { type: 'string', description: 'Write the name of a property.' },
      description: 'List the properties by which members may be listed, each once; leave out for none.',
    },
    products: {
      type: 'object',
      required: ['default'],
      propertyNames: {
        pattern: PRODUCT_NAME,
        description: 'Name products with up to 64 letters, digits, ".", "_" and "-".',
      },
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        properties: {
          properties: {
            type: 'array',
            uniqueItems: true,
            items: { type: 'string', description: 'Write the name of a property.' },
            description: 'List the properties of the product in order, each once; leave out for all.',
          },
          sends_welcome_sms: flag,
          sends_welcome_email: flag,
          sends_opt_out_sms: flag,
          sends_opt_out_email: flag,
        },
        description: 'Write an object; {} is a product without settings of its own.',
      },
      description: 'Write one object per product; {"default": {}} is the least.',
    },
    channels,
    messages: MESSAGES_SCHEMA,
    links,
    branding: BRANDING_SCHEMA,
    consent_names: CONSENT_NAMES_SCHEMA,
  },
  description: 'Write one JSON object with name, timezone, member_schema, products and channels.',
} as const;
