import { beforeEach, describe, expect, it } from 'vitest';
import { findMember } from '#shared/data/members/members.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import { call } from '../support/api.ts';
import { dispatched, dispatchTo } from '../support/dispatched.ts';
import { logIn, me, person, tryLogIn } from '../support/log-in.ts';
import { imageOf, streamRecord, streamTo } from '../support/stream.ts';
import { createWorld, type World } from '../support/world.ts';
import { loyaltyOn } from './loyalty-process.ts';

let world: World;
let loyalty: ReturnType<typeof loyaltyOn>;
let club: readonly string[];
beforeEach(async () => {
  world = await createWorld();
  loyalty = loyaltyOn(world.db);
  club = ['--club', world.club.slug];
});

const TOKEN = `fcm-${'x'.repeat(40)}-end`;

/** A member of whom there is something of every kind. */
const somebody = async () => {
  const member = await person(world);
  const tokens = await logIn(world, member.id);
  await tryLogIn(world, member.id, 'wrong');
  const app = { token: TOKEN, platform: 'android', app_installation_id: 'phone' };
  const registered = await call(world, 'me.app-tokens', { bearer: tokens.access_token, body: app });
  expect(registered.status, JSON.stringify(registered.body)).toBe(200);
  await dispatched(world, dispatchTo(member.id, 5), { body: 'Hello Kari' });
  return { ...member, tokens };
};

describe('loyalty members get', () => {
  it('finds a member by id, by address and by number, as people write them', async () => {
    const { id, email, msisdn } = await somebody();
    const found = await loyalty.json(['members', 'get', String(id), ...club]);
    expect(found).toMatchObject({ id, has_password: true, properties: { email } });
    for (const name of [[email.toUpperCase()], [`+${msisdn}`], [msisdn, '--by', 'msisdn']])
      expect((await loyalty.json(['members', 'get', ...name, ...club])).id).toBe(id);
    const { stdout } = await loyalty.run(['members', 'get', String(id), ...club]);
    expect(stdout).toMatch(/^Sessions +1 live, 0 ended$/m);
  });

  it('shows what could steer a terminal as what it is', async () => {
    const { id } = await person(world);
    const properties = { first_name: 'Bad\u001b]0;owned\u0007\u202eName' };
    await call(world, 'members.update', { path: { id: String(id) }, body: { properties } });
    const { stdout } = await loyalty.run(['members', 'get', String(id), ...club]);
    expect(stdout).toContain('Bad\\u001b]0;owned\\u0007\\u202eName');
  });

  it('refuses whom there is not', async () => {
    for (const name of ['4711', 'nobody@example.com', '+4799999999', 'kari']) {
      const { code, stderr } = await loyalty.run(['--json', 'members', 'get', name, ...club]);
      expect([code, JSON.parse(stderr).error]).toEqual([1, 'member_unknown']);
    }
  });
});

describe('loyalty members history', () => {
  it('shows what changed, when and by whom', async () => {
    const { id } = await person(world);
    const image = () => imageOf(memberKey(world.club.slug, id));
    const [path, body] = [{ id: String(id) }, { sms_enabled: false }];
    const before = await image();
    await call(world, 'members.update', { path, body });
    expect((await loyalty.run(['members', 'history', String(id), ...club])).stdout).toContain('No change');
    await streamTo(world, 'workers.outbox', [streamRecord(before, await image())]);
    const { stdout } = await loyalty.run(['members', 'history', String(id), ...club]);
    expect(stdout).toMatch(/^2 .* api, client \d+, default +sms_status +"enabled" +"disabled"$/m);
    const { changes } = await loyalty.json(['members', 'history', String(id), ...club]);
    expect(changes).toMatchObject([{ version: 2, source: 'api', client: world.client.id }]);
    const { record } = await loyalty.json(['members', 'export', String(id), ...club]);
    expect([record.changes, record.others]).toEqual([changes, []]);
  });
});

describe('loyalty members export', () => {
  it('tells everything that is held about a member, and no secret', async () => {
    const { id, email, tokens } = await somebody();
    const exported = await loyalty.json(['members', 'export', email, ...club]);
    expect(exported).toMatchObject({
      format: 'loyalty-member-export',
      record: {
        member: { id, has_password: true, properties: { email } },
        identifiers: { email },
        app_installations: [{ platform: 'android', installation: 'phone', token: '…-end' }],
        sessions: [{ live: true }],
        failed_log_ins: [{ count: 1 }],
        messages: [{ id: '5', type: 'sms', content: { body: 'Hello Kari' } }],
        others: [],
      },
    });
    const text = JSON.stringify(exported);
    for (const secret of [TOKEN, tokens.access_token, tokens.refresh_token])
      expect(text).not.toContain(secret);
    const stored = await findMember(world.db, world.club.slug, id);
    expect(text).not.toContain(stored?.password);
  });

  it('is the same JSON on a terminal, with the same fingerprint whenever it is made', async () => {
    const { id } = await person(world, { password: 'pass-1' });
    const first = await loyalty.json(['members', 'export', String(id), ...club]);
    const { stdout } = await loyalty.run(['members', 'export', String(id), ...club]);
    const second = JSON.parse(stdout);
    expect(second.record_sha256).toBe(first.record_sha256);
    expect(second.record).toEqual(first.record);
  });
});

describe('loyalty members erase', () => {
  it('wants a rehearsal or a clear yes, and never both', async () => {
    const { id } = await person(world);
    for (const more of [[], ['--yes', '--dry-run']])
      expect((await loyalty.run(['members', 'erase', String(id), ...club, ...more])).code).toBe(2);
    const { stdout, code } = await loyalty.run(['members', 'erase', String(id), ...club, '--dry-run']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Nothing was erased')]);
    expect(await findMember(world.db, world.club.slug, id)).toBeDefined();
  });

  it('erases as the API does, and its receipt says what went and what stays', async () => {
    const { id, email, tokens } = await somebody();
    const { record_sha256 } = await loyalty.json(['members', 'export', String(id), ...club]);
    const receipt = await loyalty.json(['members', 'erase', String(id), ...club, '--yes']);
    expect(receipt).toMatchObject({
      format: 'loyalty-erasure-receipt',
      member: id,
      club: world.club.slug,
      removed: { record: 1, identifiers: 2, app_tokens: 1 },
      follows: { messages: 1 },
      stays: { tombstone: 1, sessions: 1 },
      record_sha256,
    });
    expect(JSON.stringify(receipt)).not.toContain(email);
    expect((await me(world, tokens)).status).toBe(404);
    const again = await loyalty.run(['--json', 'members', 'erase', String(id), ...club, '--yes']);
    expect([again.code, JSON.parse(again.stderr).error]).toEqual([1, 'member_unknown']);
  });
});
