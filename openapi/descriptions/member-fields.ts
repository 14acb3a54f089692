import type { FieldDescriptions } from './field-descriptions.ts';

const FLAGS = {
  sms_enabled:
    'Whether the member gets messages by SMS. By default true for new members; absent or `null` changes nothing.',
  email_enabled: 'The same for e-mail.',
  push_enabled: 'The same for push.',
} as const;

const PASSWORD = {
  password: 'Without one the member cannot log in.',
  password_hash:
    'A hash from another system instead of a password: bcrypt, Argon2, PBKDF2, scrypt or SHA-512 crypt. The member logs in with the password behind it.',
} as const;

const CONSENTS = {
  consents:
    'Answers by slug, such as `{"email_marketing": {"status": true}}`. An absent answer stays as it is. `evidence` beside `status`, a text of up to 1 KB, is kept with the answer.',
} as const;

const MEMBER = {
  properties: 'Properties by name, as the club’s schema describes them. `null` removes a property.',
  ...PASSWORD,
  ...CONSENTS,
  ...FLAGS,
} as const;

const WELCOME = {
  send_sms_welcome_message: 'Whether the welcome SMS is sent, where there is one; true by default.',
  send_email_welcome_message:
    'Whether the welcome e-mail is sent, where there is one; true by default. It has the link that verifies the address.',
} as const;

const REQUEST_NUMBER = 'Names this request among those of the same id; `null` or absent: the next number.';

/** Members, their bulks and imports. */
export const MEMBER_MODEL_FIELDS: FieldDescriptions = {
  Member: {
    id: 'Unique in the club.',
    properties: 'As the club’s schema describes them; `language` is the member’s language.',
    consents: 'Answers by slug; absent: never answered.',
    sms_status: 'Whether messages go out by SMS: with `enabled` and `verified` they do.',
    email_status: 'The same for e-mail.',
    push_status: 'The same for push.',
    optin_channel: 'Product that created the member.',
    optin_subchannel: 'Sub-product that created the member.',
    updated_channel:
      'Product of the last change; `null` for a change by a link in a mail, a report of a provider or an operator. Below `/v3` only.',
    updated_subchannel: 'Sub-product of the last change. Below `/v3` only.',
    person_id: 'The person behind a restored member, where a restore named one. Below `/v3` only.',
    created_at: 'ISO 8601 in the time zone of the club.',
    updated_at: 'Time of the last change.',
  },
  MemberUpdate: {
    ...MEMBER,
    validate_partially: 'Validate only what is sent; false by default.',
    banned_until:
      'Until when the member cannot log in, as RFC 3339 writes it; a time to come ends all sessions. `null` ends the ban.',
  },
  BulkMember: {
    ...MEMBER,
    source: 'Opt-in channel of a member that is created; by default the product.',
    subsource: 'Opt-in sub-channel of a member that is created; by default the sub-product.',
  },
  ImportMember: {
    ...MEMBER,
    id: 'Id of the member, for `update` by `id` and for `restore`.',
    optin_channel: 'Opt-in channel of a member that is created; by default `import`, in a `restore` none.',
    optin_subchannel:
      'Opt-in sub-channel of a member that is created; by default the import’s id, in a `restore` none.',
    created_at: 'Time of creation of a member that is created or restored; ISO 8601.',
    updated_at: 'Time of the last change in the other system; `restore` only.',
    sms_status: 'Any status of the channel; `restore` only.',
    email_status: 'The same for e-mail.',
    push_status: 'The same for push.',
    updated_channel: 'Product of the last change; `restore` only.',
    updated_subchannel: 'Sub-product of the last change; `restore` only.',
    banned_until: 'Until when the member cannot log in, as RFC 3339 writes it; `restore` only.',
    person_id: 'The person behind the member, an integer or a text; `restore` only.',
  },
  ImportBulk: {
    request_number: 'The number that the caller gave.',
    status: '`finished` says nothing about the members: read `members_errors`.',
    members_in_payload_number: 'Members in the request.',
    members_unchanged_number: 'Of a restore: rows among the updated that say what the member is.',
    members_newer_number:
      'Of a restore: rows among the updated that are older than the member, which stayed.',
    members_with_validation_errors_number: 'Members that were neither created nor updated.',
    retries: 'Failures so far; the fifth ends it.',
    started_at: 'When the first part began.',
    finished_at: 'When the last part ended; `null` until all have.',
    rows_total: 'Members in the request; `null` where that was not recorded.',
    rows_done: 'Members with an outcome.',
    request_ids: '`X-Request-Id` of the request that was accepted.',
    dry_run: 'The request was a dry run: nothing was written.',
    members_errors: 'Errors by the member’s identifier; erased 24 hours after the request.',
    members_errors_truncated:
      'Whether there are more errors after these. Present when there are, or when `errors_after` was sent.',
    members_errors_next_cursor:
      'What to send as `errors_after` for the errors after these; null after the last.',
  },
  MemberSchema: {
    identifiers: 'What identifies a member in this club.',
    languages: 'Languages that a member may have.',
    default_language: 'Language of a member that names none.',
    products: 'Properties of each product, in its order.',
    required: 'Properties that every member has.',
    consents: 'Consents that the club asks for, by slug.',
  },
};

export const MEMBER_BODY_FIELDS: FieldDescriptions = {
  'members.create': {
    ...MEMBER,
    properties: 'Properties by name, as the club’s schema describes them.',
    ...WELCOME,
  },
  'members.validate': { ...PASSWORD, ...CONSENTS, properties: 'Properties to validate, by name.' },
  'me.update': {
    ...FLAGS,
    ...CONSENTS,
    properties: MEMBER.properties,
    validate_partially: 'Validate only what is sent; false by default.',
  },
  'member-bulks.create-or-update': {
    members: 'At most 5000, each with identifiers of its own.',
    only_create: 'Leave existing members as they are; false by default.',
    dry_run: 'Validate all rows and write no member; the job has a report as of a run. False by default.',
    job_id: 'Name of the job, which several requests can share; generated when it is absent.',
    request_number: REQUEST_NUMBER,
    ...WELCOME,
  },
  'member-imports.create': {
    dry_run: 'Validate all rows and write no member; the import has a report as of a run. False by default.',
    operation:
      '`create` (by default) creates or updates; `update` only updates; `restore` keeps ids, times and statuses of another system.',
    member_identifier_type: 'How `update` finds members; `id` by default.',
    multi_values_update_mode: '`append` adds to lists; `replace` (by default) and `update` replace them.',
    import_id: 'Name of the import, which several requests can share; generated when it is absent.',
    request_number: 'Names this request among those of the import.',
    members: 'At most 1000, each with identifiers of its own.',
  },
  'members.reset-password': { token: 'As it was mailed.', password: 'The new one.' },
  'members.unsubscribe': { token: 'As it was mailed.' },
  'members.verify-email': { token: 'As it was mailed.' },
  'oauth.token': {
    grant_type: '`password` logs in, `refresh_token` exchanges a pair.',
    identifier_type: 'How `password` finds the member.',
    identifier: 'Id, e-mail or MSISDN.',
    password: 'For the grant `password`.',
    refresh_token:
      'For the grant `refresh_token`. With `password`, one of an earlier log-in, used or expired: attempts of others then do not lock out the device that has it.',
  },
  'oauth.revoke': { token: 'An access or a refresh token.' },
  'me.update-password': {
    current_password: 'The present one; a member without a password needs none.',
    password: 'The new one.',
  },
};
