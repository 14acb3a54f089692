import { beforeEach, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { person } from '../support/log-in.ts';
import { createWorld, type World } from '../support/world.ts';
import { loyaltyThroughApi } from './api-server.ts';

let world: World;
let loyalty: Awaited<ReturnType<typeof loyaltyThroughApi>>;
beforeEach(async () => {
  world = await createWorld({ country: 'NO', filterable_properties: ['last_name'] });
  loyalty = await loyaltyThroughApi(world);
});

const idsOf = ({ members }: { members: { id: number }[] }) => members.map(({ id }) => id);

describe('loyalty members list', () => {
  it('has the pages of the API, and says how many there are', async () => {
    const people = [await person(world), await person(world), await person(world)];
    const first = await loyalty.json(['members', 'list', '--per-page', '2']);
    expect(first.pagination_info).toMatchObject({ total_count: 3, next_page: 2 });
    const second = await loyalty.json(['members', 'list', '--per-page', '2', '--page', '2']);
    expect([...idsOf(first), ...idsOf(second)].sort()).toEqual(people.map(({ id }) => id).sort());
    const { stdout } = await loyalty.run(['members', 'list']);
    expect(stdout).toMatch(/^ID +E-MAIL +NUMBER +NAME +MAIL/);
    expect(stdout).toContain('Kari Nordmann');
    expect(stdout).toMatch(/\n\nPage 1 of 1, 3 members\.\n$/);
  });

  it('filters by the properties that the club enables, and by no others', async () => {
    const { id } = await person(world);
    const { id: other } = await person(world);
    await call(world, 'members.update', {
      path: { id: String(other) },
      body: { properties: { last_name: 'Ås' } },
    });
    const by = (value: string) => loyalty.json(['members', 'list', '--property', `last_name=${value}`]);
    expect(idsOf(await by('Ås'))).toEqual([other]);
    expect(idsOf(await by('Nordmann'))).toEqual([id]);
    const refused = await loyalty.failure(['members', 'list', '--property', 'first_name=Kari']);
    expect(refused).toMatchObject([1, { error: 'parameter_invalid' }]);
  });
});

describe('loyalty members search', () => {
  it('finds members by id, address and number, each once, and lists what it did not find', async () => {
    const { id, email, msisdn } = await person(world);
    const { id: other } = await person(world);
    const names = [String(id), email.toUpperCase(), `+${msisdn}`, msisdn.slice(2), String(other)];
    expect(await loyalty.json(['members', 'search', ...names])).toMatchObject({
      members: [{ id }, { id: other }],
      not_found: [],
    });
    const { code, stdout } = await loyalty.run([
      'members',
      'search',
      email,
      'none@example.com',
      'kari',
      '+1',
    ]);
    expect([code, stdout]).toEqual([3, expect.stringContaining('No member has: none@example.com, kari, +1')]);
  });
});

describe('loyalty members show', () => {
  it('shows the member as the API does', async () => {
    const { id, email, msisdn } = await person(world);
    const api = await call(world, 'members.get', { path: { id: String(id) }, generation: 1 });
    for (const name of [[String(id)], [email], [`+${msisdn}`], [msisdn, '--by', 'msisdn']])
      expect((await loyalty.json(['members', 'show', ...name])).id).toBe(id);
    expect(await loyalty.json(['members', 'show', email])).toMatchObject({ properties: api.body.properties });
    const { stdout } = await loyalty.run(['members', 'show', email]);
    expect(stdout).toMatch(/^Properties +email: person/m);
  });

  it.each([['4711'], ['none@example.com'], ['+4799999999'], ['kari']])('refuses %s', async (name) => {
    expect(await loyalty.failure(['members', 'show', name])).toMatchObject([
      1,
      { error: 'member_not_found' },
    ]);
  });

  it('says what is wrong with the token, the address and the command line', async () => {
    expect(await loyalty.failure(['members', 'show', '1'], 'wrong')).toMatchObject([
      1,
      { error: 'client_unauthorized', message: expect.stringContaining('refuses the token') },
    ]);
    const away = await loyalty.failure(['members', 'show', '1', '--url', 'http://127.0.0.1:9']);
    expect(away).toMatchObject([1, { message: expect.stringContaining('cannot be reached') }]);
    for (const wrong of [
      ['--url', 'nowhere'],
      ['--token', ''],
    ])
      expect((await loyalty.failure(['members', 'show', '1', ...wrong]))[0]).toBe(2);
  });
});
