import { beforeAll, describe, expect, it } from 'vitest';
import { memberKey } from '#shared/data/table/keys.ts';
import { call } from '../support/api.ts';
import { imageOf, streamRecord, streamTo } from '../support/stream.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let id: number;

const image = () => imageOf(memberKey(world.club.slug, id));

const update = async (body: object, product = 'default') => {
  const before = await image();
  const headers = { 'X-Product-Name': product };
  const reply = await call(world, 'members.update', { path: { id: String(id) }, body, headers });
  await streamTo(world, 'workers.outbox', [streamRecord(before, await image())]);
  return reply;
};

const list = (query: Record<string, string> = {}, more: object = {}) =>
  call(world, 'member-changes.list', { path: { id: String(id) }, query, ...more });

beforeAll(async () => {
  world = await createWorld({
    products: { default: {}, kiosk: { properties: ['last_name'] } },
    member_schema: {
      identifiers: ['email'],
      consents: {
        news: { version: '7', required: false, show_in_profile: true, show_at_registration: true },
      },
    },
  });
  const properties = { email: 'ann@example.com', msisdn: '4790000001', first_name: 'Ann', last_name: 'N' };
  id = (await call(world, 'members.create', { body: { properties } })).body.id;
  await streamTo(world, 'workers.outbox', [streamRecord(undefined, await image())]);
  await update({ properties: { first_name: 'Eve' } });
  await update({ sms_enabled: false, properties: { last_name: 'M' } }, 'kiosk');
});

describe('GET members/:id/changes', () => {
  it('lists what changed, by whom and when, the newest first', async () => {
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(body.changes).toMatchObject([
      {
        version: 3,
        type: 'changed',
        source: 'api',
        client: world.client.id,
        product: 'kiosk',
        changes: { 'properties.last_name': { was: 'N', is: 'M' }, sms_status: { is: 'disabled' } },
      },
      { version: 2, product: 'default', changes: { 'properties.first_name': { was: 'Ann', is: 'Eve' } } },
      { version: 1, type: 'created', changes: { email: { is: 'ann@example.com' } } },
    ]);
    expect(body).not.toHaveProperty('next_cursor');
    const { body: member } = await call(world, 'members.get', { path: { id: String(id) } });
    expect(Date.parse(body.changes[0].changed_at)).toBe(Date.parse(member.updated_at));
  });

  it('comes page by page, each once', async () => {
    const versions: number[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await list({ per_page: '2', ...(cursor !== undefined && { cursor }) });
      versions.push(...body.changes.map(({ version }: { version: number }) => version));
      cursor = body.next_cursor;
    } while (cursor !== undefined);
    expect(versions).toEqual([3, 2, 1]);
  });

  it('refuses cursors that are damaged, or of another member', async () => {
    const { body } = await list({ per_page: '1' });
    const other = (
      await call(world, 'members.create', {
        body: { properties: { email: 'o@example.com', first_name: 'O', last_name: 'O' } },
      })
    ).body.id;
    const query = { cursor: body.next_cursor };
    expect((await list({ cursor: 'damaged' })).headers['x-error-code']).toBe('parameter_invalid');
    const reply = await call(world, 'member-changes.list', { path: { id: String(other) }, query });
    expect(reply.headers['x-error-code']).toBe('parameter_invalid');
    expect((await list({ per_page: '101' })).headers['x-error-code']).toBe('parameter_invalid');
  });

  it('shows a product what is in its scope (threat T43)', async () => {
    const { body } = await list({}, { headers: { 'X-Product-Name': 'kiosk' } });
    const properties = ['email', 'msisdn'];
    expect(
      body.changes.map(({ changes }: any) =>
        Object.keys(changes).filter((name) => properties.includes(name) || name.startsWith('properties.')),
      ),
    ).toEqual([['properties.last_name'], [], ['email', 'properties.last_name', 'properties.language']]);
  });
});

const history = (slug: string) => call(world, 'member-changes.consents', { path: { id: String(id), slug } });

describe('GET members/:id/consents/:slug/history', () => {
  const evidence = 'Form /join, from 203.0.113.10 \ud83c\udf89';

  it('lists the answers with their evidence and the version of the text, the newest first', async () => {
    const reply = await update({ consents: { news: { status: true, evidence } } });
    expect([reply.status, reply.headers['x-ignored']]).toEqual([200, undefined]);
    // It is for those who prove an answer.
    expect(reply.body.consents).toEqual({ news: { status: true, updated_at: expect.any(String) } });
    await update({ consents: { news: { status: true, evidence: 'another' } } });
    expect((await history('news')).body.consent).toMatchObject({ status: true, evidence });
    await update({ consents: { news: { status: false } } }, 'kiosk');
    const { status, body } = await history('news');
    expect([status, body]).toMatchObject([
      200,
      {
        slug: 'news',
        consent: { status: false, evidence: null },
        history: [
          { status: false, version: '7', evidence: null, product: 'kiosk' },
          { status: true, version: '7', evidence, product: 'default', client: world.client.id },
        ],
      },
    ]);
    expect(body.history).toHaveLength(2);
  });

  it('is empty for a consent that was never answered', async () => {
    expect((await history('__proto__')).body).toEqual({ slug: '__proto__', consent: null, history: [] });
  });

  it.each([
    [5, { error: 'type_not_match', type: 'string', property: 'news' }],
    ['é'.repeat(513), { error: 'maximum_string_length', maximum: 1024, property: 'news' }],
  ])('takes no evidence %#', async (wrong, error) => {
    const { status, body } = await update({ consents: { news: { status: true, evidence: wrong } } });
    expect([status, body]).toEqual([422, { consents: [error] }]);
  });

  it('takes at most 64 KB of evidence of all answers, also in parts', async () => {
    const slugs = Array.from({ length: 450 }, (_, n) => `c${n}`);
    const definition = { version: '1', required: false, show_in_profile: true, show_at_registration: true };
    const large = await createWorld({
      member_schema: { consents: Object.fromEntries(slugs.map((slug) => [slug, definition])) },
    });
    const consentsOf = (some: readonly string[]) =>
      Object.fromEntries(some.map((slug) => [slug, { status: true, evidence: '\u{1f389}'.repeat(256) }]));
    const properties = { email: 'l@example.com', first_name: 'L', last_name: 'L' };
    const created = await call(large, 'members.create', {
      body: { properties, consents: consentsOf(slugs.slice(0, 64)) },
    });
    expect(created.status).toBe(200);
    const answer = (consents: object) =>
      call(large, 'members.update', { path: { id: String(created.body.id) }, body: { consents } });
    const more = (some: readonly string[]) => answer(consentsOf(some));
    const refused = { consents: [{ error: 'maximum_string_length', maximum: 65_536, property: 'consents' }] };
    expect((await more(slugs)).body).toEqual(refused);
    expect((await more(slugs.slice(64, 65))).body).toEqual(refused);
    // What was read has no evidence, and stays with what is stored.
    expect((await answer({ ...created.body.consents, ...consentsOf(['c64']) })).body).toEqual(refused);
    expect((await more(slugs.slice(0, 64))).status).toBe(200);
  });

  it('has no evidence of consents', async () => {
    const { body } = await list();
    expect(JSON.stringify(body)).not.toContain('evidence');
  });

  it('is 404 for a member that is not there, and was removed', async () => {
    expect((await call(world, 'member-changes.list', { path: { id: '987654' } })).status).toBe(404);
    await call(world, 'members.destroy', { path: { id: String(id) } });
    expect((await list()).status).toBe(404);
  });
});
