import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { isList, pathsOf } from '#shared/contracts/endpoint.ts';
import { tagOf } from '#shared/contracts/tags.ts';
import { eventually } from '../support/eventually.ts';
import { type ClubStack, type Reply, startClubStack } from './club-stack.ts';

/** Where parameters may be, how they may be written, and what a reply says of those without effect, over HTTP. */

let club: ClubStack;
beforeAll(async () => {
  club = await startClubStack({}, 'parameters');
});
afterAll(() => club?.stack.stop());

let people = 0;
const person = (more: object = {}) => {
  people += 1;
  return { properties: { email: `p${people}@example.com`, first_name: 'A', last_name: 'B', ...more } };
};
const member = async (more: object = {}): Promise<any> =>
  (await club.ask('POST', 'members', { body: { ...person(), password: 'pass-1', ...more } })).body;

const messages = (method: string, path: string, body?: unknown): Promise<Reply> =>
  club.ask(method, `/v1/${path}`, { headers: { 'X-Loyalty-Club-Slug': club.slug }, body });
const message = (more: object = {}) => ({
  message: {
    name: 'm',
    channels: [
      {
        type: 'sms',
        template: { type: 'inline', definition: { type: 'plain', content: { body: 'Hi' } } },
        sender: { type: 'alphanumeric', value: 'Mall' },
      },
    ],
    ...more,
  },
});

const logIn = (identifier: number): Promise<Reply> =>
  club.ask('POST', 'members/oauth/token', {
    body: { grant_type: 'password', identifier_type: 'id', identifier, password: 'pass-1' },
  });

const ignored = ({ headers }: Reply): string[] => headers.get('x-ignored')?.split(', ') ?? [];

describe('a secret in the query', () => {
  it.each([
    ['members/by_email/p@example.com/reset_password', 'token=abc&password=x', 'password, token'],
    ['members/me/update_password', 'current_password=pass-1&password=pass-2', 'password, current_password'],
    ['members/update_password', 'password=pass-2', 'password'],
  ])('is refused, and the body is named as its place: %s', async (path, query, names) => {
    const { id } = await member();
    const bearer = (await logIn(id)).body.access_token;
    const { status, body, headers } = await club.ask('PUT', `${path}?${query}`, { bearer });
    expect(headers.get('x-error-code')).toBe('parameter_in_query');
    expect([status, body]).toEqual([400, { error: `Send in the JSON body, not in the query: ${names}` }]);
    expect((await logIn(id)).status).toBe(200);
  });
});

describe('lists', () => {
  it('read ids as PHP and qs write them (case C4)', async () => {
    const [one, two] = [await member(), await member()];
    const both = [
      `ids[0]=${one.id}&ids[1]=${two.id}`,
      `ids[7]=${two.id}&ids[7]=${one.id}`,
      `ids[]=${one.id}&ids=${two.id}`,
    ];
    for (const query of both) {
      const { status, body } = await club.ask('GET', `members?${query}`);
      expect([query, status, body.members]).toEqual([query, 200, [one, two]]);
    }
    const [address] = [one.properties.email];
    const found = await club.ask('GET', `members?properties[email][0]=${address}`);
    expect(found.body.members).toEqual([one]);
  });

  it.each([
    ['search=kari', 'search'],
    ['sort_by[]=email&sort_directions[]=asc', 'sort_by[], sort_directions[]'],
    ['store_ids[]=1', 'store_ids[]'],
    ['ids[a]=1', 'ids[a]'],
    ['ids[][]=1&per_page=1', 'ids[][]'],
    ['per_page[]=1', 'per_page[]'],
  ])('of members refuse what they do not know: %s', async (query, names) => {
    const { status, body } = await club.ask('GET', `members?${query}`);
    expect([status, body]).toEqual([422, { error: `Unknown query parameters: ${names}` }]);
  });

  it('refuse it wherever they are', async () => {
    const { id } = await member();
    const created = await messages(
      'POST',
      'messages',
      message({ sending: { recipients: [{ member_id: id }] } }),
    );
    expect(created.status).toBe(200);
    const sending = created.body.message.latest_sending.id;
    const subscribed = await club.ask('POST', 'members_changes_subscriptions', {
      body: { members_changes_subscription: { url: 'https://receiver.example.com/' } },
    });
    const subscription = subscribed.body.members_changes_subscription.id;
    const ids: Readonly<Record<string, number>> = {
      webhooks: subscription,
      messages: sending,
      dispatches: sending,
      sendings: sending,
    };
    const lists = CATALOGUE.filter(isList);
    expect(lists.length).toBeGreaterThan(5);
    for (const contract of lists) {
      if (contract.family === 'tokens') continue;
      const [path = ''] = pathsOf(contract);
      const filled = path
        .replace(':loyalty_club_slug', club.slug)
        .replace(':id', String(ids[tagOf(contract)] ?? id));
      const headers = { 'X-Loyalty-Club-Slug': club.slug };
      const good = await club.ask('GET', filled, { headers });
      const bad = await club.ask('GET', `${filled}?serch=x`, { headers });
      expect([contract.id, good.status, bad.status]).toEqual([contract.id, 200, 422]);
      expect(JSON.stringify(bad.body)).toContain('serch');
    }
  });
});

describe('parameters of a request', () => {
  it('may be texts or numbers', async () => {
    const BULKS = 'members/bulks/create_or_update';
    const body = {
      members: [person()],
      job_id: 4711,
      request_number: '3',
      only_create: '1',
      send_sms_welcome_message: 'false',
      send_email_welcome_message: 0,
    };
    const accepted = await club.ask('POST', BULKS, { body });
    expect([accepted.status, accepted.body]).toEqual([200, { success: true, job_id: '4711' }]);
    const again = {
      ...body,
      job_id: '4711',
      request_number: '4',
      members: [
        { properties: { ...body.members[0]?.properties, first_name: 'C' } },
        { properties: {} },
      ].slice(0, 1),
    };
    expect((await club.ask('POST', BULKS, { body: again })).status).toBe(200);
    const job = await eventually(
      async () => (await club.ask('GET', `${BULKS}/4711`)).body,
      ({ status }) => status === 'finished',
    );
    expect(job).toMatchObject({ members_created_number: 1, members_skipped_number: 1 });

    const imported = await club.ask('POST', 'members/imports', {
      body: { import_id: 12, request_number: '7', members: [person()] },
    });
    expect(imported.body).toEqual({ import_id: '12' });
    expect((await club.ask('GET', 'members/imports/12/bulks/by_request_number/7')).status).toBe(200);
  });

  it('keep their meaning: a text that is false is false', async () => {
    const { id } = await member();
    const invalid = { properties: { first_name: null, zip_code: '5003' } };
    const update = (validate_partially: unknown) =>
      club.ask('PUT', `members/${id}`, { body: { ...invalid, validate_partially } });
    expect((await update('yes')).body.validate_partially).toEqual([
      { error: 'type_not_match', property: 'validate_partially', type: 'boolean' },
    ]);
    const partially = { properties: { zip_code: '5003' }, validate_partially: '1' };
    expect((await club.ask('PUT', `members/${id}`, { body: partially })).status).toBe(200);
  });

  it('name operations of a bulk by digits too', async () => {
    const { body } = await messages('POST', 'messages', message());
    const operation = (id: unknown) => ({
      operations: [{ type: 'update', entity: 'message', params: { id }, payload: { name: 'n' } }],
    });
    const done = await messages('POST', 'messages/bulks', operation(String(body.message.id)));
    expect([done.status, done.body.results?.[0].response.body.message.name]).toEqual([200, 'n']);
    expect((await messages('POST', 'messages/bulks', operation('1x'))).status).toBe(422);
  });

  it.each(['.', '..'])('are no ids when URLs lose them: %s (case C14)', async (id) => {
    const bulk = await club.ask('POST', 'members/bulks/create_or_update', {
      body: { members: [person()], job_id: id },
    });
    expect([bulk.status, bulk.body]).toEqual([422, { error: 'invalid_job_id' }]);
    const imported = await club.ask('POST', 'members/imports', {
      body: { members: [person()], import_id: id },
    });
    expect([imported.status, imported.body]).toEqual([422, { error: 'invalid_import_id' }]);
  });
});

describe('a ban', () => {
  it('set by a back end ends the sessions; taken back, the member logs in again', async () => {
    const { id } = await member();
    const { body: tokens } = await logIn(id);
    const until = '2999-01-01T00:00:00+02:00';
    const banned = await club.ask('PUT', `members/${id}`, { body: { banned_until: until } });
    expect([banned.status, ignored(banned)]).toEqual([200, []]);
    expect((await club.ask('GET', 'members/me', { bearer: tokens.access_token })).status).toBe(460);
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
    expect((await club.ask('POST', 'members/oauth/token', { body: refresh })).status).toBe(462);
    expect((await logIn(id)).status).toBe(461);
    expect((await club.ask('GET', `members/${id}/public_info`)).body).toEqual({
      exists: true,
      can_login: false,
    });
    expect((await club.ask('PUT', `members/${id}`, { body: { banned_until: null } })).status).toBe(200);
    expect((await logIn(id)).status).toBe(200);
  });

  it('is no matter of the member, and must be a time', async () => {
    const { id } = await member();
    const bearer = (await logIn(id)).body.access_token;
    const own = await club.ask('PUT', 'members/me', {
      bearer,
      body: { banned_until: '2999-01-01T00:00:00Z' },
    });
    expect([own.status, ignored(own)]).toEqual([200, ['banned_until']]);
    expect((await logIn(id)).status).toBe(200);
    for (const banned_until of ['tomorrow', '2024-02-30T00:00:00Z', '2999-01-01', '2998-12-31T23:59:60Z']) {
      const { status, body } = await club.ask('PUT', `members/${id}`, { body: { banned_until } });
      const error = { error: 'must_be_valid_RFC3339_date_time_string', property: 'banned_until' };
      expect([banned_until, status, body]).toEqual([banned_until, 422, { banned_until: [error] }]);
    }
  });
});

it('tells all that is wrong with a member at once', async () => {
  const wrong = { sms_enabled: 'false', password: 'x', consents: { nonsense: { status: true } } };
  const expected = {
    sms_enabled: [{ error: 'type_not_match', property: 'sms_enabled', type: 'boolean' }],
    email: [{ error: 'invalid_email', property: 'email' }],
    password: [expect.objectContaining({ error: 'minimum_string_length' })],
    consents: [{ error: 'contained_undefined_properties', property: 'nonsense' }],
  };
  const { id } = await member();
  const bearer = (await logIn(id)).body.access_token;
  for (const [method, path] of [
    ['POST', 'members'],
    ['PUT', `members/${id}`],
    ['PUT', 'members/me'],
  ] as const) {
    const { status, body } = await club.ask(method, path, {
      bearer,
      body: { ...person({ email: 'no' }), ...wrong },
    });
    expect([path, status, body]).toEqual([path, 422, expected]);
  }
  const unread = await club.ask('POST', 'members', { body: { properties: 5, password: 'x' } });
  expect(unread.body).toEqual({
    properties: [
      { error: { properties: [{ error: 'type_not_match', property: 'properties', type: 'object' }] } },
    ],
    password: expected.password,
  });
});

describe('X-Ignored', () => {
  it('names what a member request sends without effect, each once, and nothing that was not sent', async () => {
    const made = await club.ask('POST', 'members', { body: person() });
    expect([made.status, ignored(made)]).toEqual([200, []]);
    const back = await club.ask('PUT', `members/${made.body.id}?dry=1`, {
      body: { ...made.body, event_occurred_at: 1 },
    });
    expect(back.status).toBe(200);
    expect(ignored(back).sort()).toEqual(
      [
        ...Object.keys(made.body).filter((key) => key !== 'properties' && key !== 'consents'),
        'dry',
        'event_occurred_at',
      ].sort(),
    );
  });

  it('names shortened URLs, until they are built, in single requests and bulks', async () => {
    const asks = { shorten_urls: true, track_in_shortener: true };
    const made = await messages('POST', 'messages', message(asks));
    expect([made.status, ignored(made)]).toEqual([200, ['shorten_urls', 'track_in_shortener']]);
    const { id } = made.body.message;
    const updated = await messages('PUT', `messages/${id}`, { message: { shorten_urls: false } });
    expect([updated.status, ignored(updated)]).toEqual([200, []]);
    const operations = [
      { type: 'update', entity: 'message', params: { id }, payload: { shorten_urls: true } },
    ];
    const bulk = await messages('POST', 'messages/bulks', { operations });
    expect([bulk.status, ignored(bulk)]).toEqual([200, ['shorten_urls']]);
  });

  it('names what rows of bulks and imports send without effect, wherever they are', async () => {
    const consents = { email_marketing: { status: true, updated_at: '2001-01-01T00:00:00Z', version: 1 } };
    const rows = [
      { ...person(), id: 1, event_occurred_at: '2001-01-01T00:00:00Z' },
      { ...person(), id: 2, sms_status: 'unsubscribed', consents },
    ];
    const bulk = await club.ask('POST', 'members/bulks/create_or_update', { body: { members: rows } });
    expect(bulk.status).toBe(200);
    const unnamed = ['id', 'event_occurred_at', 'sms_status', 'updated_at', 'version'];
    expect(ignored(bulk)).toEqual(unnamed);
    const imported = await club.ask('POST', 'members/imports', {
      body: { members: rows, only_create: true },
    });
    expect([imported.status, ignored(imported).sort()]).toEqual([200, [...unnamed, 'only_create'].sort()]);
    const origin = { optin_channel: 'x', created_at: '2001-01-01' };
    const update = await club.ask('POST', 'members/imports', {
      body: { operation: 'update', members: [{ ...rows[0], ...origin, event_occurred_at: null }] },
    });
    expect([update.status, ignored(update)]).toEqual([
      200,
      ['event_occurred_at', 'optin_channel', 'created_at'],
    ]);
  });

  it('holds nothing that is no plain name', async () => {
    const body = { ...person(), 'a\r\nb: c': 1, ø: 1, ok: 1 };
    const made = await club.ask('POST', 'members', { body });
    expect([made.status, ignored(made)]).toEqual([200, ['ok']]);
  });
});
