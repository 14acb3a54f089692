import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { beforeAll, expect, inject, it } from 'vitest';
import { reporting } from '../../cli/run.ts';
import { call } from '../support/api.ts';
import { person } from '../support/log-in.ts';
import { createWorld, type World } from '../support/world.ts';
import { commandsOn } from './commands-in-process.ts';
import { INFINITY_MALL, OTHER_MALL } from './loyalty-process.ts';

let world: World;
let loyalty: ReturnType<typeof commandsOn>;
beforeAll(async () => {
  world = await createWorld();
  loyalty = commandsOn(world.db, inject('dynamoUrl'));
});

/** Of this test: other worlds share the table. */
const actsOn = async (club: string): Promise<any[]> =>
  (await loyalty.json(['audit', 'list', '--club', club])).filter(({ clubs }: { clubs: string[] | null }) =>
    clubs?.includes(club),
  );

it('lists what operators and client tokens did, the newest first, and nothing of what changed nothing', async () => {
  const { slug } = world.club;
  const operator = { entity_type: 'user', entity_id: userInfo().username };
  const club = `audited-${Date.now()}`;
  await loyalty.json(['clubs', 'create', club, '--file', INFINITY_MALL]);
  await loyalty.json(['clubs', 'update', club, '--file', INFINITY_MALL]);
  await loyalty.json(['clubs', 'update', club, '--file', OTHER_MALL]);
  const issued = await loyalty.json([
    ...['tokens', 'create', '--name', 'Till', '--club', club, '--permit', 'Tokens:Api:Tokens:Destroy'],
    ...['--permit', 'Tokens:Api:Tokens:Create'],
  ]);
  const token = { name: 'App', loyalty_club_ids: [(await loyalty.json(['clubs', 'show', club])).id] };
  const created = await call(world, 'tokens.create', {
    headers: { authorization: issued.token },
    body: { token },
  });
  expect(created.status, JSON.stringify(created.body)).toBe(200);
  await loyalty.json(['tokens', 'revoke', String(created.body.token.id)]);
  const till = { entity_type: 'token', entity_id: issued.id };
  expect(await actsOn(club)).toMatchObject([
    { act: 'tokens.destroy', by: operator, about: { name: 'App' } },
    { act: 'tokens.create', by: till, about: { token: created.body.token.id, name: 'App' } },
    { act: 'tokens.create', by: operator, about: { name: 'Till' } },
    { act: 'clubs update', by: operator, about: { version: 2 } },
    { act: 'clubs create', by: operator, about: { version: 1 } },
  ]);
  const { id } = await person(world);
  await loyalty.json(['members', 'erase', String(id), '--club', slug, '--dry-run']);
  await loyalty.json(['members', 'logout', String(id), '--club', slug]);
  await loyalty.json(['members', 'erase', String(id), '--club', slug, '--yes']);
  expect(await actsOn(slug)).toMatchObject([
    { act: 'members erase', by: operator, about: { member: id } },
    { act: 'members logout', by: operator, about: { member: id } },
  ]);
  const { stdout } = await loyalty.run(['audit', 'list', '--club', slug, '--limit', '1']);
  expect(stdout).toMatch(new RegExp(`operator \\S+ +members erase +${slug} +member ${id}$`, 'm'));
});

it('prints what a command did also where it cannot be recorded', async () => {
  const key = { key: 'k2' };
  const rotate = reporting(() => ({ json: key, text: '', act: { clubs: null, about: key } }));
  const addKeys = (program: Command) => program.command('keys').command('rotate').action(rotate);
  const nowhere = commandsOn({ table: 'no-such-table' }, inject('dynamoUrl'), [addKeys]);
  const { code, stdout, stderr } = await nowhere.run(['--json', 'keys', 'rotate']);
  expect(JSON.parse(stdout)).toEqual(key);
  expect(stderr).toContain('The table does not exist');
  expect(code).not.toBe(0);
});
