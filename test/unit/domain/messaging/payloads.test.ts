import { describe, expect, it } from 'vitest';
import type { Template } from '#shared/domain/messaging/message.ts';
import { isMessageCreation, type MessageContext } from '#shared/domain/messaging/message-rules.ts';
import { timeOn } from '#shared/domain/messaging/schedule.ts';
import {
  type ErrorTree,
  errorTreeOf,
  type LeafErrors,
} from '#shared/domain/validation/invalid-parameters.ts';
import { size } from '#shared/domain/validation/list-rules.ts';
import { ERROR_SYMBOLS, problem } from '#shared/domain/validation/problem.ts';
import type { Rule } from '#shared/domain/validation/rule.ts';
import { compare, matches } from '#shared/domain/validation/value-rules.ts';
import { SCHEMA } from '../../../support/clubs.ts';
import { PAYLOAD_CASES } from './payload-cases.ts';

const NOW = new Date('2026-01-31T12:00:00.000Z');
const template = (id: number, type: Template['type']): Template => ({
  id,
  message_id: 1,
  type,
  wrapper_id: null,
  content: { body: 'x' },
  retired: false,
  created_at: NOW.toISOString(),
  updated_at: NOW.toISOString(),
});
const TEMPLATES = [
  template(1, 'plain'),
  template(2, 'email'),
  template(3, 'push'),
  template(4, 'generic'),
  { ...template(5, 'plain'), content: { body: '{% raw %}{{ content }}{% endraw %}' } },
  { ...template(6, 'plain'), content: { body: `${'x'.repeat(150_000)}{{ content }}` } },
];

const CONTEXT: MessageContext = {
  now: NOW,
  schema: SCHEMA,
  audienceExists: (id) => id === 15,
  club: {
    country: 'NO',
    channels: {
      sms: { sender_type: 'alphanumeric', sender_value: 'Infinity' },
      email: { from_name: 'Infinity', from_email: 'infinity-mall@example.com' },
    },
  },
  findTemplate: (id) => TEMPLATES.find((one) => one.id === id),
};

const GOOD = {
  name: 'My message',
  channels: [
    { type: 'sms', template: { type: 'inline', definition: { type: 'plain', content: { body: 'Hi' } } } },
  ],
};

const check = (payload: unknown): ErrorTree => errorTreeOf(isMessageCreation(CONTEXT)(payload));
const at = (tree: ErrorTree, path: string): LeafErrors[] =>
  path
    .split('.')
    .reduce<ErrorTree | LeafErrors[] | undefined>(
      (node, key) => (node as ErrorTree | undefined)?.[key],
      tree,
    ) as LeafErrors[];

describe('a message payload', () => {
  it('is good as documented', () => {
    expect(check(GOOD)).toEqual({});
    expect(
      check({
        ...GOOD,
        shorten_urls: false,
        service: 'campaigns',
        campaign_id: 7,
        sending: {
          schedule: { type: 'relative', in: '15 minutes' },
          audience: {
            type: 'inline',
            conditions: [
              {
                condition_group: 'member_properties',
                field: 'first_name',
                operator: 'match',
                value: 'Piotr',
              },
              { condition_group: 'member', field: 'id', operator: 'any', value: [1, 2] },
              { condition_group: 'member', field: 'created_at', operator: 'less_than', value: '2026-01-01' },
            ],
          },
          recipients: [{ member_id: 150, properties: { first_name: 'Piotr' } }, { msisdn: '+47 40485124' }],
        },
      }),
    ).toEqual({});
  });

  it('may write its inline template under `data`, as the samples do', () => {
    const data = { type: 'plain', content: { body: 'Hi' } };
    expect(check({ ...GOOD, channels: [{ type: 'sms', template: { type: 'inline', data } }] })).toEqual({});
    const wrong = { ...GOOD, channels: [{ type: 'sms', template: { type: 'inline', data: {} } }] };
    expect(at(check(wrong), 'channels.0.template.definition.type')[0]?.error).toBe('presence');
  });

  it.each(PAYLOAD_CASES.map((one) => [one.at, one.error, one] as const))(
    'shows at %s that it is %s, and nothing else',
    (_path, error, { change, at: path, options }) => {
      const problems = isMessageCreation(CONTEXT)({ ...GOOD, ...change });
      expect(problems.map((one) => [one.path.join('.'), one.error])).toEqual([[path, error]]);
      const [leaf] = at(errorTreeOf(problems), path);
      expect(leaf).toMatchObject({ error, message: expect.stringMatching(/./) });
      if (options) expect(leaf?.options).toEqual(options);
    },
  );

  it('says what Liquid did not understand', () => {
    const channels = [
      {
        type: 'sms',
        template: { type: 'inline', definition: { type: 'plain', content: { body: '{{ x | nope }}' } } },
      },
    ];
    const [leaf] = at(check({ ...GOOD, channels }), 'channels.0.template.definition.content.body');
    expect(leaf?.options['syntax_error']).toMatch(/nope/);
  });

  it('shows all that is wrong at once', () => {
    const tree = check({ name: '', shorten_urls: 1, channels: [{}], sending: { draft: 'x' } });
    expect(Object.keys(tree).sort()).toEqual(['channels', 'name', 'sending', 'shorten_urls']);
    expect(Object.keys(tree['sending'] ?? {}).sort()).toEqual(['base', 'draft']);
  });
});

describe('the tree', () => {
  it('keeps what is wrong with the whole beside what is wrong inside it, under `base`', () => {
    const inside = problem('blank', '', {}, ['a', 0, 'b']);
    const whole = problem('size_too_small', [], { number: 1 }, ['a']);
    for (const problems of [
      [inside, whole],
      [whole, inside],
    ]) {
      expect(errorTreeOf(problems)).toMatchObject({
        a: { base: [{ error: 'size_too_small' }], 0: { b: [{ error: 'blank' }] } },
      });
    }
  });

  it('cuts long values and long lists of problems', () => {
    const long = errorTreeOf([problem('too_long', 'x'.repeat(100_000), { max_length: 5 }, ['a'])]);
    expect(JSON.stringify(long).length).toBeLessThan(1000);
    const many = errorTreeOf(
      Array.from({ length: 5000 }, (_, index) => problem('blank', '', {}, ['a', index])),
    );
    expect(Object.keys(many['a'] ?? {})).toHaveLength(500);
  });
});

/** Symbols of the table that no payload of today can earn, by the rules that have them ready. */
const READY_RULES: readonly (readonly [Rule, unknown, string])[] = [
  [compare('less_than', 3), 3, 'less_than'],
  [size({ exactly: 2 }), [1], 'size_not_match'],
  [matches(/^a$/, 'invalid_format'), 'b', 'invalid_format'],
  [timeOn('must_be_in_the_past', NOW), '2026-02-01T00:00:00Z', 'must_be_in_the_past'],
];

describe('the symbols', () => {
  it.each(READY_RULES)('rule %# has its symbol', (rule, value, error) => {
    expect(rule(value).map((one) => one.error)).toEqual([error]);
  });

  it('are all reached', () => {
    const reached = new Set<string>([
      ...PAYLOAD_CASES.map(({ error }) => error),
      ...READY_RULES.map(([, , error]) => error),
      // A sending in an update and URLs of webhooks (endpoint tests), and values that only a store can know to be used already.
      'not_permitted',
      'invalid_url',
      'taken',
    ]);
    expect(ERROR_SYMBOLS.filter((symbol) => !reached.has(symbol))).toEqual([]);
  });

  it('have their documented texts', () => {
    const message = (error: Parameters<typeof problem>[0], options = {}) =>
      (errorTreeOf([problem(error, 1, options, ['a'])])['a'] as LeafErrors[])[0]?.message;
    expect(message('too_short')).toBe('is too short');
    expect(message('invalid_msisdn')).toBe('is not a valid MSISDN');
    expect(message('blank')).toBe('cannot be blank');
    expect(message('invalid_format')).toBe('has invalid format');
    expect(message('size_too_large', { number: 10 })).toBe('has too many elements (max 10)');
    expect(message('attribute_cannot_be_present_with', { with: 'id' })).toBe('cannot be present with id');
    expect(message('must_have_elements_of_type', { type: 'string' })).toBe(
      'must have elements of type string',
    );
  });
});
