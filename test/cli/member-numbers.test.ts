import { expect, it } from 'vitest';
import { createMember } from '#shared/data/members/members.ts';
import { plainMember } from '../support/plain-member.ts';
import { createWorld } from '../support/world.ts';
import { loyaltyOn } from './loyalty-process.ts';

it('loyalty members check-numbers lists what the club would refuse or read as another number', async () => {
  const world = await createWorld({ country: 'NO' });
  const loyalty = loyaltyOn(world.db);
  const stored = ['4790123456', '90123456', '47123456789', '46701234567', '47046691301'];
  for (const [index, msisdn] of stored.entries())
    await createMember(
      world.db,
      plainMember({
        club: world.club.slug,
        id: index + 1,
        properties: { msisdn },
        now: new Date().toISOString(),
      }),
    );
  const command = ['members', 'check-numbers', '--club', world.club.slug];

  const { code, stdout } = await loyalty.run([...command, '--json']);
  const { members, found, numbers } = JSON.parse(stdout);
  expect({ code, members, found }).toEqual({ code: 3, members: 5, found: { impossible: 2, another: 1 } });
  expect([...numbers].sort((a, b) => a.member - b.member)).toEqual([
    { club: world.club.slug, member: 2, msisdn: '90123456', fault: 'another', read_as: '4790123456' },
    { club: world.club.slug, member: 3, msisdn: '47123456789', fault: 'impossible', read_as: null },
    { club: world.club.slug, member: 5, msisdn: '47046691301', fault: 'impossible', read_as: null },
  ]);
  const text = (await loyalty.run(command)).stdout;
  expect(text).toMatch(/2 +90123456 +another +4790123456/);

  const other = await createWorld();
  const none = await loyaltyOn(other.db).run(['members', 'check-numbers', '--club', other.club.slug]);
  expect(none.code).toBe(0);
});
