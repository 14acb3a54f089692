import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../support/api.ts';
import { createMessage, messagePayload, SENDING_CLUB, toMembers } from '../../support/messaging.ts';
import fc from '../../support/property.ts';
import { createWorld, type World } from '../../support/world.ts';

let world: World;
let message: any;
beforeAll(async () => {
  world = await createWorld(SENDING_CLUB);
  message = await createMessage(world, { sending: toMembers(1) });
});

/** Anything JSON can say, with the strange ones more often than chance would have it. */
const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    null,
    '',
    ' ',
    -1,
    0,
    1.5,
    1e308,
    Number.MAX_SAFE_INTEGER,
    'inline',
    'reference',
    '\ud800',
    '\u0000',
    '{% for i in (1..99999999) %}x{% endfor %}',
    '{{ "x" | append: y',
    '9999-12-31T23:59:59Z',
    '99999999999999999999 years',
    'toString',
    'hasOwnProperty',
  ),
);

const condition = { condition_group: 'member', field: 'id', operator: 'any', type: 'array', value: [1] };
const GOOD_SENDING = {
  draft: false,
  priority: 3,
  schedule: { type: 'relative', in: '1 day', at: '2126-01-01T00:00:00Z' },
  audience: { type: 'inline', conditions: [condition] },
  recipients: [
    { member_id: 1, msisdn: '4740485124', email: 'a@example.com', app_token: 'x', properties: {} },
  ],
};
const GOOD_MESSAGE = {
  ...messagePayload(),
  service: 'campaigns',
  campaign_id: 7,
  shorten_urls: true,
  track_in_shortener: true,
  sending: GOOD_SENDING,
};

/** Every place inside a value. */
const placesOf = (value: unknown, path: string[] = []): string[][] => [
  path,
  ...(value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...path, key]))
    : []),
];

const replaced = (value: any, [key, ...rest]: string[], by: unknown): unknown => {
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[key] = replaced(value?.[key], rest, by);
  return copy;
};

/** A good value with something strange in one or two of its places. */
const spoiled = (good: unknown) =>
  fc
    .array(fc.tuple(fc.constantFrom(...placesOf(good)), strange), { minLength: 1, maxLength: 2 })
    .map((changes) => changes.reduce((value, [path, by]) => replaced(value, path, by), good));

const EXPECTED = [200, 404, 405, 406, 413, 422, 470];
const RUNS = { numRuns: 150 };

const check = async (id: string, path: Record<string, string>, body: unknown): Promise<void> => {
  const answer = await call(world, id, { path, body });
  expect(EXPECTED, JSON.stringify([answer.status, body])).toContain(answer.status);
  if (answer.status === 422 && answer.headers['x-error-code'] === 'parameters_invalid') {
    expect(Object.keys(answer.body.details).length).toBeGreaterThan(0);
  }
  for (const { response } of answer.body.results ?? []) expect(EXPECTED).toContain(response.status);
};

describe('whatever is sent, the answer is a documented one', () => {
  it('to messages.create', async () => {
    await fc.assert(
      fc.asyncProperty(spoiled({ message: GOOD_MESSAGE }), (body) => check('messages.create', {}, body)),
      RUNS,
    );
  });

  it('to messages.update', async () => {
    const { sending: _, ...good } = GOOD_MESSAGE;
    await fc.assert(
      fc.asyncProperty(spoiled({ message: good, channels: good.channels }), (body) =>
        check('messages.update', { id: String(message.id) }, body),
      ),
      RUNS,
    );
  });

  it('to sendings.create', async () => {
    await fc.assert(
      fc.asyncProperty(spoiled({ sending: GOOD_SENDING }), (body) =>
        check('sendings.create', { id: String(message.id) }, body),
      ),
      RUNS,
    );
  });

  it('to sendings.update', async () => {
    await fc.assert(
      fc.asyncProperty(spoiled({ sending: GOOD_SENDING }), (body) =>
        check('sendings.update', { id: String(message.latest_sending.id) }, body),
      ),
      RUNS,
    );
  });

  it('to messages.bulks', async () => {
    const id = message.latest_sending.id;
    const operations = [
      { type: 'create', entity: 'message', params: {}, payload: GOOD_MESSAGE },
      { type: 'update', entity: 'message', params: { id: message.id }, payload: { name: 'x' } },
      { type: 'create', entity: 'sending', params: { message_id: message.id }, payload: GOOD_SENDING },
      { type: 'update', entity: 'sending', params: { id }, payload: GOOD_SENDING },
    ];
    await fc.assert(
      fc.asyncProperty(spoiled({ operations }), (body) => check('messages.bulks', {}, body)),
      RUNS,
    );
  });

  it('to the queries of lists', async () => {
    const names = ['per_page', 'page_no', 'sendings_status', 'service', 'campaign_id'];
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), fc.string()), async (query) => {
        expect(EXPECTED).toContain((await call(world, 'messages.list', { query })).status);
      }),
      { numRuns: 40 },
    );
  });
});
