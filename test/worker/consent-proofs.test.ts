import { expect, it } from 'vitest';
import { memberRecord } from '#shared/admin/member-export.ts';
import { proveConsents } from '#shared/admin/prove-consents.ts';
import { findMember } from '#shared/data/members/members.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import { call } from '../support/api.ts';
import { imageOf, type StreamRecord, streamRecord, streamTo, wholeTable } from '../support/stream.ts';
import { createWorld, type World } from '../support/world.ts';

const consent = { required: false, show_in_profile: true, show_at_registration: true };
const CONSENTS = { news: { version: '7', ...consent }, terms: { version: '2', ...consent } };
/** The master of `createWorld`. */
const SECRET = {
  read: async () => JSON.stringify({ kid: 't1', master: 'a-master-secret-for-tests-only-0123456789' }),
};

const prove = ({ db, club }: World, identifier: 'email' | 'msisdn', name: string) =>
  proveConsents(db, SECRET, { club: club.slug, identifier, name });

/** A member who answered twice, and what the stream says of its removal. */
const removed = async (world: World): Promise<StreamRecord> => {
  const { slug } = world.club;
  const properties = { email: 'Proven@Example.com', msisdn: '4799000001', first_name: 'P', last_name: 'N' };
  const consents = { news: { status: true, evidence: 'from 203.0.113.10' }, terms: { status: true } };
  const { id } = (await call(world, 'members.create', { body: { properties, consents } })).body;
  const image = () => imageOf(memberKey(slug, id));
  const write = async (operation: () => Promise<unknown>) => {
    const before = await image();
    await operation();
    return streamRecord(before, await image());
  };
  const path = { id: String(id) };
  await streamTo(world, 'workers.outbox', [streamRecord(undefined, await image())]);
  const body = { consents: { news: { status: false } } };
  await streamTo(world, 'workers.outbox', [await write(() => call(world, 'members.update', { path, body }))]);
  expect((await prove(world, 'email', 'proven@example.com')).member).toMatchObject({
    id,
    answers: [
      { slug: 'news', status: false, version: '7', evidence: null, client: world.client.id },
      { slug: expect.any(String), status: true },
      { slug: expect.any(String), status: true },
    ],
  });
  const member = await findMember(world.db, slug, id);
  if (!member) throw new Error('No member');
  const record = await memberRecord(world.db, world.club, member, new Date());
  expect(JSON.stringify(record)).toContain('from 203.0.113.10');
  return write(() => call(world, 'members.destroy', { path }));
};

it('proves the consents of an erased member by its identifiers, and keeps neither', async () => {
  const world = await createWorld({ member_schema: { consents: CONSENTS }, consent_proofs_kept_years: 5 });
  const record = await removed(world);
  await streamTo(world, 'workers.erase', [record]);
  await streamTo(world, 'workers.erase', [record]);
  for (const [identifier, name] of [
    ['email', 'PROVEN@example.com'],
    ['msisdn', '+47 99000001'],
  ] as const) {
    const proof = await prove(world, identifier, name);
    expect(proof).toMatchObject({
      member: null,
      erased: [
        { erased_at: expect.any(String), answers: [{ slug: 'news', status: false, version: '7' }, {}, {}] },
      ],
    });
    expect(proof.erased[0]?.answers.map(({ slug, status }) => `${slug} ${status}`).sort()).toEqual([
      'news false',
      'news true',
      'terms true',
    ]);
  }
  expect((await prove(world, 'email', 'other@example.com')).erased).toEqual([]);
  const text = (await wholeTable()).filter((item) => item.includes(world.club.slug)).join('\n');
  expect(text).not.toMatch(/proven@|99000001|203\.0\.113\.10/i);
});

it('proves nothing where the club keeps no proofs', async () => {
  const world = await createWorld({ member_schema: { consents: CONSENTS } });
  await streamTo(world, 'workers.erase', [await removed(world)]);
  expect((await prove(world, 'email', 'proven@example.com')).erased).toEqual([]);
});
