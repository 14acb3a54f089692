import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { countItems, violations } from '../support/count-items.ts';
import { inGeneration } from '../support/generations.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

let people = 0;

const created = async (more: object = {}) => {
  people += 1;
  const properties = {
    email: `d${people}@example.com`,
    msisdn: `4760000${String(people).padStart(3, '0')}`,
    first_name: 'The',
    last_name: 'Doge',
  };
  const reply = await call(world, 'members.create', { body: { properties, ...more } });
  expect(reply.status).toBe(200);
  return reply.body;
};

const destroy = (id: number, query = '', generation: 0 | 1 = 0) =>
  call(world, 'members.destroy', { path: { id: String(id) }, query, generation });

const get = (id: number) => call(world, 'members.get', { path: { id: String(id) } });

const partition = (id: number) => `CLUB#${world.club.slug}#MEMBER#${id}`;
const stored = async (id: number) => {
  const key = { pk: partition(id), sk: 'MEMBER' };
  const command = new GetCommand({ TableName: world.db.table, Key: key, ConsistentRead: true });
  return (await world.db.doc.send(command)).Item;
};

describe('DELETE members/:id', () => {
  it.each([0, 1] as const)('answers the documented example below prefix %s', async (generation) => {
    const member = await created({ password: 'secret' });
    const { status, body } = await destroy(member.id, '', generation);
    expect([status, body]).toEqual([200, inGeneration(generation, member)]);
    expect((await get(member.id)).status).toBe(404);
    for (const [id, path] of [
      ['members.get-by-email', { email: member.properties.email }],
      ['members.get-by-msisdn', { msisdn: member.properties.msisdn }],
    ] as const) {
      expect((await call(world, id, { path })).status).toBe(404);
    }
    expect((await call(world, 'members.public-info', { path: { id: String(member.id) } })).body).toBeNull();
  });

  it('leaves a tombstone without personal data, and the other records of the member', async () => {
    const { id } = await created();
    const session = { pk: partition(id), sk: 'SESSION#s1', kind: 'session' };
    await world.db.doc.send(new PutCommand({ TableName: world.db.table, Item: session }));
    const { headers } = await destroy(id);
    const { Items } = await world.db.doc.send(
      new QueryCommand({
        TableName: world.db.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': partition(id) },
        ConsistentRead: true,
      }),
    );
    const tombstone = {
      pk: partition(id),
      sk: 'MEMBER',
      kind: 'tombstone',
      v: 1,
      id,
      club: world.club.slug,
      deleted_at: expect.any(String),
      session_epoch: 0,
      opt_out: ['email'],
      changed: {
        source: 'api',
        client: world.client.id,
        product: 'default',
        subproduct: null,
        request_id: headers['x-request-id'],
      },
      ttl: expect.any(Number),
    };
    expect(Items).toEqual([tombstone, session]);
    expect(violations(await countItems(world.db, world.club.slug))).toEqual([]);
  });

  it.each([
    ['', ['email']],
    ['send_email_unsubscribe_message=true', ['email']],
    ['send_email_unsubscribe_message=1', ['email']],
    ['send_email_unsubscribe_message=false', []],
    ['send_unsubscribe_message=true', ['email', 'sms']],
    ['send_unsubscribe_message=0', []],
    ['send_unsubscribe_message=false&send_email_unsubscribe_message=true', ['email']],
    ['send_email_unsubscribe_message=false&send_unsubscribe_message=true', ['sms']],
    ['send_email_unsubscribe_message=true&send_unsubscribe_message=true', ['email', 'sms']],
  ])('%j asks for opt-out messages on %j', async (query, channels) => {
    const { id } = await created();
    expect((await destroy(id, query)).status).toBe(200);
    expect((await stored(id))?.['opt_out']).toEqual(channels);
  });

  it.each([
    'send_email_unsubscribe_message=yes',
    'send_unsubscribe_message=',
    'send_unsubscribe_message=TRUE',
  ])('refuses %j and removes nothing', async (query) => {
    const { id } = await created();
    const { status, body, headers } = await destroy(id, query);
    const [name] = query.split('=');
    expect([status, body]).toEqual([422, { error: `${name} must be true or false` }]);
    expect(headers['x-error-code']).toBe('parameter_invalid');
    expect((await get(id)).status).toBe(200);
  });

  it('answers 404 for a member that never was, before it looks at the query, and for one that is gone', async () => {
    const { id } = await created();
    await destroy(id);
    for (const [gone, query] of [
      [id, ''],
      [id, 'send_unsubscribe_message=maybe'],
      [999_999_999, ''],
    ] as const) {
      expect((await destroy(gone, query)).status).toBe(404);
    }
    expect((await call(world, 'members.update', { path: { id: String(id) }, body: {} })).status).toBe(404);
  });

  it('frees the identifiers: the next member with them has another id', async () => {
    const member = await created();
    await destroy(member.id);
    const { status, body } = await call(world, 'members.create', { body: { properties: member.properties } });
    expect(status).toBe(200);
    expect(body.id).toBeGreaterThan(member.id);
    expect((await get(member.id)).status).toBe(404);
    const found = await call(world, 'members.get-by-email', { path: { email: member.properties.email } });
    expect(found.body.id).toBe(body.id);
  });

  it('removes once, however many ask', async () => {
    const { id } = await created();
    const replies = await Promise.all(Array.from({ length: 10 }, () => destroy(id)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(404)]);
  });
});

describe('a removal beside updates', () => {
  it('wins: no update brings the member back, none leaves a claim', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id } = await created();
      const updates = Array.from({ length: 4 }, (_, n) =>
        call(world, 'members.update', {
          path: { id: String(id) },
          // Two that write in place and two that move an identifier.
          body: { properties: n < 2 ? { first_name: `N${n}` } : { email: `moved${round}.${n}@example.com` } },
        }),
      );
      const [removed, ...updated] = await Promise.all([destroy(id), ...updates]);
      expect([200, 503]).toContain(removed?.status);
      for (const { status } of updated) expect([200, 404, 503]).toContain(status);
      if (removed?.status === 503) await destroy(id);
      expect((await get(id)).status).toBe(404);
      expect((await stored(id))?.['kind']).toBe('tombstone');
    }
    expect(violations(await countItems(world.db, world.club.slug))).toEqual([]);
  });
});
