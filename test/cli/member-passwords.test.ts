import { expect, it } from 'vitest';
import { createMember } from '#shared/data/members/members.ts';
import { addHashCost, findHashCosts } from '#shared/data/sessions/hash-costs.ts';
import { passwords } from '#shared/ports/secrets.ts';
import { plainMember } from '../support/plain-member.ts';
import { createWorld } from '../support/world.ts';
import { loyaltyOn } from './loyalty-process.ts';

const BCRYPT = '$2b$05$abcdefghijklmnopqrstuuXBEQ0kzIkq8LSoT7OEUTN1qACJKeA2O';

it('loyalty members check-passwords counts hashes by cost, and forgets the costs that none has', async () => {
  const world = await createWorld();
  const { slug } = world.club;
  const hash = () => world.runtime.use(passwords).hash('pass-1');
  const stored = [await hash(), await hash(), `bcrypt:${BCRYPT}`, `hmac-bcrypt:t1:${BCRYPT}`, null, 'md5:x'];
  for (const [index, password] of stored.entries())
    await createMember(world.db, {
      ...plainMember({ club: slug, id: index + 1, properties: {}, now: new Date().toISOString() }),
      password,
    });
  for (const amount of [32, 1024]) await addHashCost(world.db, slug, { unit: 'bcrypt', amount });

  const { code, stdout } = await loyaltyOn(world.db).run([
    ...['members', 'check-passwords', '--json', '--club', slug],
  ]);
  const { members, passwords: counted } = JSON.parse(stdout);
  expect({ code, members }).toEqual({ code: 0, members: 6 });
  expect(Object.fromEntries(counted.map((one: any) => [one.cost, one.members]))).toEqual({
    'argon2id m=8,p=1:1': 2,
    'bcrypt:32': 2,
    unreadable: 1,
  });
  expect(stdout).not.toContain('$');
  const item = await findHashCosts(world.db, slug);
  expect([...(item?.costs ?? [])].sort()).toEqual(['argon2id m=8,p=1:1', 'bcrypt:32']);
  expect(item?.counted_at).toBeDefined();
});
