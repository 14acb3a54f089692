import { beforeAll, expect, it } from 'vitest';
import { findHashCosts } from '#shared/data/sessions/hash-costs.ts';
import { call } from '../../support/api.ts';
import { drain } from '../../support/deliver.ts';
import { person, tryLogIn } from '../../support/log-in.ts';
import { createWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const argon2 = (memory: number, passes = 1) =>
  `$argon2id$v=19$m=${memory},t=${passes},p=1$c29tZXNhbHRzb21l$RdescudvJCsgt3ub+b27Kz0BvRdescudvJCsgt3ub+Y`;

it('a club has hashes of five kinds: one more would make its refused log-ins take longer than they may', async () => {
  for (const memory of [16, 17, 18, 19, 20]) await person(world, { password_hash: argon2(memory) });
  const properties = { email: 'sixth@example.com', first_name: 'S', last_name: 'X' };
  const body = { properties, password_hash: argon2(21) };
  const errors = {
    password_hash: [
      {
        error: 'invalid_password_hash',
        property: 'password_hash',
        message:
          'is of a scheme with settings that no other password of the club has, which are as many as a club may have',
      },
    ],
  };
  const created = await call(world, 'members.create', { body });
  expect([created.status, created.body]).toEqual([422, errors]);
  const { id, email } = await person(world, { password_hash: argon2(16, 3) });
  const updated = await call(world, 'members.update', {
    path: { id: String(id) },
    body: { password_hash: argon2(22) },
  });
  expect([updated.status, updated.body]).toEqual([422, errors]);

  const members = [body, { properties: { ...properties, email }, password_hash: argon2(23) }];
  const { job_id } = (await call(world, 'member-bulks.create-or-update', { body: { members } })).body;
  await drain(world, world.queue.sent.splice(0));
  const report = (await call(world, 'member-bulks.status', { path: { job_id } })).body;
  expect(report.errors.map((one: any) => one.errors)).toEqual([errors, errors]);

  expect((await findHashCosts(world.db, world.club.slug))?.costs?.size).toBe(6);
  expect((await tryLogIn(world, id, 'wrong')).status).toBe(461);
});
