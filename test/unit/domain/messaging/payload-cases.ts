import type { ErrorSymbol } from '#shared/domain/validation/problem.ts';
import { parseExactly } from '#shared/exact-json.ts';

/** A message payload that is wrong in one place: the change, where it shows, the symbol, its options. */
interface PayloadCase {
  readonly change: Readonly<Record<string, unknown>>;
  readonly at: string;
  readonly error: ErrorSymbol;
  readonly options?: Readonly<Record<string, unknown>>;
}

const channel = (overrides: object) => ({ channels: [{ ...sms(), ...overrides }] });
const sms = () => ({ type: 'sms', template: inline({ type: 'plain', content: { body: 'Hi' } }) });
const inline = (definition: unknown) => ({ type: 'inline', definition });
const definition = (value: unknown) => channel({ template: inline(value) });
const content = (value: unknown) => definition({ type: 'plain', content: value });
const wrapped = (wrapper_id: unknown, type = 'plain', body = 'x') =>
  definition({ type, content: { body }, wrapper_id });
const sending = (overrides: object) => ({ sending: { recipients: [{ member_id: 1 }], ...overrides } });
const recipient = (value: unknown) => ({ sending: { recipients: [value] } });
const audience = (value: unknown) => ({ sending: { audience: value } });
const condition = (overrides: object) =>
  audience({
    type: 'inline',
    conditions: [
      {
        condition_group: 'member_properties',
        field: 'first_name',
        operator: 'match',
        value: 'Piotr',
        ...overrides,
      },
    ],
  });
const AT = 'channels.0.template.definition';
const CONDITION = 'sending.audience.conditions.0';

const row = (
  at: string,
  error: ErrorSymbol,
  change: Readonly<Record<string, unknown>>,
  options?: Readonly<Record<string, unknown>>,
): PayloadCase => ({ at, error, change, ...(options && { options }) });

/** Stored templates of the tests: 1 plain, 2 email, 3 push, 4 generic, 5 plain and raw, 6 plain and long. Stored audience: 15. Now: 2026-01-31T12:00Z. */
export const PAYLOAD_CASES: readonly PayloadCase[] = [
  row('name', 'presence', { name: null }),
  row('name', 'blank', { name: ' ' }),
  row('name', 'must_be_a_string', { name: 5 }),
  row('name', 'too_long', { name: 'x'.repeat(256) }, { max_length: 255 }),
  row('name', 'invalid', { name: 'a\nb' }),
  row('shorten_urls', 'must_be_a_boolean', { shorten_urls: 'yes' }),
  row('service', 'inclusion', { service: 'other' }),
  row('campaign_id', 'not_an_integer', { service: 'campaigns', campaign_id: '7' }),
  row('campaign_id', 'greater_than', { service: 'campaigns', campaign_id: 0 }, { number: 0 }),
  row('campaign_id', 'is_relevant_only_for_campaign_service', { campaign_id: 7 }),
  row('channels', 'presence', { channels: undefined }),
  row('channels', 'must_be_an_array', { channels: {} }),
  row('channels', 'must_be_an_array_of_objects', { channels: ['sms'] }),
  row('channels', 'size_too_small', { channels: [] }, { number: 1 }),
  row('channels', 'types_must_be_unique', { channels: [sms(), sms()] }),
  row('channels.0.type', 'presence', channel({ type: undefined })),
  row('channels.0.type', 'inclusion', channel({ type: 'fax' }), { in: ['sms', 'email', 'push'] }),
  row('channels.0.type', 'not_configured', { channels: [{ ...sms(), type: 'push' }] }),
  row('channels.0.sender', 'must_be_an_object', channel({ sender: 'Infinity' })),
  row('channels.0.sender.type', 'inclusion', channel({ sender: { type: 'short', value: '12' } })),
  row('channels.0.sender.value', 'presence', channel({ sender: { type: 'alphanumeric' } })),
  row('channels.0.sender.value', 'too_short', channel({ sender: { type: 'alphanumeric', value: 'x' } }), {
    min_length: 2,
  }),
  row(
    'channels.0.sender.value',
    'too_long',
    channel({ sender: { type: 'alphanumeric', value: 'InfinityMall' } }),
    {
      max_length: 11,
    },
  ),
  row('channels.0.sender.value', 'invalid', channel({ sender: { type: 'alphanumeric', value: 'a\r\nb' } })),
  row('channels.0.sender.value', 'invalid', channel({ sender: { type: 'alphanumeric', value: '12345' } })),
  row(
    'channels.0.sender.value',
    'invalid_msisdn',
    channel({ sender: { type: 'international', value: '12' } }),
  ),
  row('channels.0.from_email', 'invalid_email', channel({ type: 'email', from_email: 'nobody' })),
  row('channels.0.from_email', 'invalid_email', channel({ type: 'email', from_email: 'jürgen@example.com' })),
  row('channels.0.from_name', 'invalid', channel({ type: 'email', from_name: 'a\r\nBcc: x@y.com' })),
  row('channels.0.template', 'presence', channel({ template: null })),
  row('channels.0.template.type', 'inclusion', channel({ template: { type: 'other' } })),
  row(AT, 'presence', channel({ template: { type: 'inline' } })),
  row(AT, 'must_be_an_object', definition('Hi')),
  row(`${AT}.type`, 'inclusion', definition({ type: 'html', content: {} })),
  row(`${AT}.type`, 'template_does_not_match_channel', definition({ type: 'email', content: { body: 'x' } })),
  row(
    `${AT}.content.body`,
    'too_long',
    definition({ type: 'plain', content: { body: `${'x'.repeat(1601)}{{ a }}` } }),
    {
      max_length: 1600,
    },
  ),
  row(`${AT}.content`, 'presence', definition({ type: 'plain' })),
  row(`${AT}.content.body`, 'presence', content({})),
  row(`${AT}.content.body`, 'blank', content({ body: '' })),
  row(`${AT}.content.body`, 'liquid_syntax_error', content({ body: '{% if x %}' })),
  row(`${AT}.content.body`, 'liquid_syntax_error', content({ body: '{% if a %}'.repeat(20_000) })),
  row(`${AT}.content.body`, 'liquid_syntax_error', content({ body: `{{ a | ${'x'.repeat(100_000)} }}` })),
  row(`${AT}.content.body`, 'liquid_syntax_error', content({ body: '{% include "/etc/passwd" %}' })),
  row(`${AT}.content.subject`, 'invalid', content({ body: 'x', subject: 'a\r\nBcc: x@y.com' })),
  row(
    `${AT}.content.bee_json`,
    'presence',
    channel({ type: 'email', template: inline({ type: 'bee_email', content: { body: 'x' } }) }),
  ),
  ...['1e400', '12345678901234567890'].map((number) =>
    row(
      `${AT}.content.bee_json`,
      'not_a_number',
      channel({
        type: 'email',
        template: inline({
          type: 'bee_email',
          content: { body: 'x', bee_json: parseExactly(`{"page":{"rows":[{"width":${number}}]}}`) },
        }),
      }),
    ),
  ),
  row(`${AT}.wrapper_id`, 'not_an_integer', wrapped('4')),
  row(`${AT}.wrapper_id`, 'template_does_not_exist', wrapped(99)),
  row(`${AT}.wrapper_id`, 'wrapper_type_does_not_match', wrapped(1, 'generic')),
  row(`${AT}.wrapper_id`, 'template_does_not_match_channel', wrapped(3)),
  row(`${AT}.content.body`, 'liquid_syntax_error', wrapped(5, 'plain', '{% raw %}x{% endraw %}')),
  row(`${AT}.content.body`, 'liquid_syntax_error', wrapped(6, 'plain', 'x'.repeat(100_000))),
  row('channels.0.template.id', 'presence', channel({ template: { type: 'reference' } })),
  row(
    'channels.0.template.id',
    'template_does_not_exist',
    channel({ template: { type: 'reference', id: 99 } }),
  ),
  row(
    'channels.0.template.id',
    'template_does_not_match_channel',
    channel({ template: { type: 'reference', id: 2 } }),
  ),
  row(
    'channels.0.template.id',
    'attribute_cannot_be_present_with',
    channel({ template: { ...inline({ type: 'plain', content: { body: 'x' } }), id: 1 } }),
    { with: 'definition' },
  ),
  row(
    AT,
    'attribute_cannot_be_present_with',
    channel({ template: { type: 'reference', id: 1, definition: {} } }),
    { with: 'id' },
  ),
  row('sending', 'must_be_an_object', { sending: 'now' }),
  row('sending.base', 'sending_must_have_audience_or_recipients', { sending: {} }),
  row('sending.base', 'sending_must_have_audience_or_recipients', {
    sending: { draft: true, recipients: [] },
  }),
  row('sending.draft', 'must_be_a_boolean', sending({ draft: 1 })),
  row('sending.priority', 'not_an_integer', sending({ priority: 1.5 })),
  row('sending.priority', 'greater_or_equal_to', sending({ priority: 0 }), { number: 1 }),
  row('sending.priority', 'less_or_equal_to', sending({ priority: 11 }), { number: 10 }),
  row('sending.schedule.type', 'inclusion', sending({ schedule: { type: 'soon' } })),
  row('sending.schedule.at', 'presence', sending({ schedule: { type: 'absolute' } })),
  row(
    'sending.schedule.at',
    'invalid_iso_8601_time',
    sending({ schedule: { type: 'absolute', at: 'soon' } }),
  ),
  row(
    'sending.schedule.at',
    'invalid_iso_8601_time',
    sending({ schedule: { type: 'absolute', at: '2026-02-30T10:00:00Z' } }),
  ),
  row(
    'sending.schedule.at',
    'must_be_in_the_future',
    sending({ schedule: { type: 'absolute', at: '2026-01-31T12:59:00+01:00' } }),
  ),
  row('sending.schedule.in', 'presence', sending({ schedule: { type: 'relative' } })),
  row('sending.schedule.in', 'invalid', sending({ schedule: { type: 'relative', in: '15 moons' } })),
  row('sending.schedule.in', 'invalid', sending({ schedule: { type: 'relative', in: '99999 years' } })),
  row('sending.recipients', 'must_be_an_array', sending({ recipients: {} })),
  row('sending.recipients', 'must_be_an_array_of_objects', sending({ recipients: [150] })),
  row(
    'sending.recipients',
    'size_too_large',
    sending({ recipients: Array.from({ length: 1001 }, () => ({ member_id: 1 })) }),
    { number: 1000 },
  ),
  row('sending.recipients.0.base', 'presence', recipient({ email: 'ann@example.com' }), {
    any_of: ['msisdn'],
  }),
  row('sending.recipients.0.member_id', 'not_an_integer', recipient({ member_id: '150' })),
  row('sending.recipients.0.msisdn', 'invalid_msisdn', recipient({ msisdn: '123' })),
  row('sending.recipients.0.email', 'invalid_email', recipient({ msisdn: '4740485124', email: 'x' })),
  row(
    'sending.recipients.0.email',
    'invalid_email',
    recipient({ msisdn: '4740485124', email: 'jürgen@example.com' }),
  ),
  row('sending.recipients.0.properties', 'must_be_an_object', recipient({ member_id: 1, properties: [] })),
  row('sending.audience.type', 'inclusion', audience({ type: 'everyone' })),
  row('sending.audience.id', 'presence', audience({ type: 'reference' })),
  row('sending.audience.id', 'referenced_audience_must_exist', audience({ type: 'reference', id: 16 })),
  row('sending.audience.id', 'referenced_audience_must_exist', audience({ type: 'inline', id: 16 })),
  row(
    'sending.audience.id',
    'attribute_cannot_be_present_with',
    audience({ type: 'inline', id: 15, conditions: [] }),
    { with: 'conditions' },
  ),
  row('sending.audience.conditions', 'presence', audience({ type: 'inline' })),
  row('sending.audience.conditions', 'must_be_an_array', audience({ type: 'inline', conditions: {} })),
  row('sending.audience.conditions', 'size_too_small', audience({ type: 'inline', conditions: [] })),
  row(`${CONDITION}.condition_group`, 'inclusion', condition({ condition_group: 'dmp' })),
  row(`${CONDITION}.field`, 'presence', condition({ field: null })),
  row(`${CONDITION}.field`, 'inclusion', condition({ field: 'shoe_size' })),
  row(`${CONDITION}.field`, 'inclusion', condition({ condition_group: 'member', field: 'password' })),
  row(`${CONDITION}.operator`, 'inclusion', condition({ operator: 'like' })),
  row(`${CONDITION}.type`, 'inclusion', condition({ type: 'regex' })),
  row(`${CONDITION}.value`, 'presence', condition({ value: null })),
  row(`${CONDITION}.value`, 'must_be_an_array', condition({ operator: 'any' })),
  row(`${CONDITION}.value`, 'must_have_elements_of_type', condition({ operator: 'any', value: [{}] })),
  row(`${CONDITION}.value`, 'not_a_number', condition({ operator: 'less_than', value: true })),
  row(`${CONDITION}.value`, 'not_a_number', condition({ type: 'number', value: 'many' })),
  row(`${CONDITION}.value`, 'must_be_a_boolean', condition({ type: 'boolean', value: 'yes' })),
  row(`${CONDITION}.value`, 'invalid_iso_8601_time', condition({ type: 'date', value: '2026-02-30' })),
  row(
    `${CONDITION}.value.1`,
    'not_a_number',
    condition({ operator: 'none', type: 'number', value: [1, 'many'] }),
  ),
];
