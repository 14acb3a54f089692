import { beforeAll, describe, expect, it } from 'vitest';
import { deviceDispatchKey, nonMemberDispatchKey } from '#shared/data/messaging/dispatch-keys.ts';
import { hideUnsent } from '#shared/data/messaging/member-messages.ts';
import { runStatements } from '#shared/data/table/batch-statements.ts';
import { call } from '../support/api.ts';
import { dispatched, dispatchTo } from '../support/dispatched.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let member: number;
let other: number;

const person = async (email: string): Promise<number> => {
  const properties = { email, first_name: 'Kari', last_name: 'Nordmann' };
  return (await call(world, 'members.create', { body: { properties } })).body.id;
};

const list = (id: number, query: Record<string, string> = {}, generation: 0 | 1 = 0) =>
  call(world, 'member-messages.list', { path: { id: String(id) }, query, generation });
const get = (id: number, message: string) =>
  call(world, 'member-messages.get', { path: { id: String(id), message_id: message } });
const idsOf = (body: any): string[] => body.messages.map(({ id }: any) => id);

beforeAll(async () => {
  world = await createWorld();
  member = await person('kari@example.com');
  other = await person('ola@example.com');
  const push = { ...deviceDispatchKey(member, 'token-1'), type: 'push' as const, sending_id: 2 };
  await dispatched(world, dispatchTo(member, 101), { body: 'Hi Kari' });
  await dispatched(world, dispatchTo(member, 1002, push), { body: 'Nine points', uri: 'app://points' });
  const mail = { sending_id: 3, type: 'email' as const, transmitted_at: '2026-02-01T10:00:00.000Z' };
  await dispatched(world, dispatchTo(member, 1003, mail), { subject: 'News', body: '<p>News</p>' });
  await dispatched(world, dispatchTo(other, 1004), { body: 'Hi Ola' });
  const stranger = { ...nonMemberDispatchKey('sms', '4799999999'), member_id: null };
  await dispatched(world, dispatchTo(0, 1005, stranger), { body: 'Hi' });
});

describe('the messages of a member', () => {
  it('are what its sendings sent, in order, as it received them', async () => {
    const { status, body } = await list(member);
    expect(status).toBe(200);
    expect(body.messages).toEqual([
      { id: '101', type: 'sms', created_at: '2026-01-01T00:00:00.000Z', content: 'Hi Kari' },
      { id: '1002', type: 'push', created_at: '2026-01-01T00:00:00.000Z', content: 'Nine points' },
      { id: '1003', type: 'email', created_at: '2026-02-01T10:00:00.000Z', content: '<p>News</p>' },
    ]);
    expect(body.pagination_info).toMatchObject({ total_count: 3, per_page: 100, total_pages: 1 });
  });

  it('come by type, by page and without content', async () => {
    expect(idsOf((await list(member, { type: 'push' })).body)).toEqual(['1002']);
    const page = (await list(member, { per_page: '2', page_no: '2' })).body;
    expect(idsOf(page)).toEqual(['1003']);
    expect(page.pagination_info).toMatchObject({ total_count: 3, current_page: 2, is_last_page: true });
    const bare = (await list(member, { include_content: 'false' })).body.messages;
    expect(bare.map(({ content }: any) => content)).toEqual([null, null, null]);
  });

  it('come without content on the later path, unless it is asked for; by the thousand', async () => {
    const contents = ({ messages }: any) => messages.map(({ content }: any) => content);
    const bare = await list(member, {}, 1);
    expect(contents(bare.body)).toEqual([null, null, null]);
    expect(bare.body.pagination_info.per_page).toBe(1000);
    const whole = await list(member, { include_content: 'true' }, 1);
    expect(contents(whole.body)).toEqual(['Hi Kari', 'Nine points', '<p>News</p>']);
    expect(whole.body.pagination_info.per_page).toBe(100);
    expect((await list(member, { per_page: '1000' })).body.pagination_info.per_page).toBe(1000);
  });

  it.each<Record<string, string>>([
    { per_page: '1001' },
    { page_no: '0' },
    { type: 'fax' },
    { include_content: 'maybe' },
  ])('are refused for %o', async (query) => {
    expect((await list(member, query)).status).toBe(422);
  });

  it('are none for a member that got none, and 404 for one that is not there', async () => {
    const silent = await person('silent@example.com');
    expect((await list(silent)).body.messages).toEqual([]);
    expect(await list(999_999_999)).toMatchObject({ status: 404, body: { error: 'Member not found' } });
  });

  it('are found one by one, by their own member only', async () => {
    const { status, body } = await get(member, '1003');
    expect([status, body.message.content]).toEqual([200, '<p>News</p>']);
    for (const id of ['1004', '1005', '999', 'MTE0NTc1Mg', '-1', '1e3', '0x65'])
      expect(await get(member, id), id).toMatchObject({ status: 404, body: { error: 'Message not found' } });
  });

  it('do not hold what was not sent after all', async () => {
    const failed = dispatchTo(other, 1010, { sending_id: 9 });
    await dispatched(world, failed, { body: 'x' });
    await runStatements(world.db, [hideUnsent(world.db, world.club.slug, failed)]);
    expect(idsOf((await list(other)).body)).toEqual(['1004']);
    expect((await get(other, '1010')).status).toBe(404);
  });

  it('are gone with the member', async () => {
    const leaving = await person('leaving@example.com');
    await dispatched(world, dispatchTo(leaving, 1020, { sending_id: 10 }), { body: 'Bye' });
    expect((await get(leaving, '1020')).status).toBe(200);
    await call(world, 'members.destroy', { path: { id: String(leaving) } });
    expect((await get(leaving, '1020')).status).toBe(404);
    expect((await list(leaving)).status).toBe(404);
  });
});
