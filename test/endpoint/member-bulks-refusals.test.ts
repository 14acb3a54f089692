import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { people, person, schedule } from '../support/bulk.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const NOTHING = { members: [] };
const MANY = { members: people(5001) };
const WITHOUT = { members: [person(1), { properties: { first_name: 'x', email: ' ', msisdn: null } }] };
const SAME_EMAIL = { members: [person(1), person(2, { email: 'P1@example.com' })] };
const SAME_MSISDN = { members: [person(1), person(2, { msisdn: '+47 4000 0001' })] };

describe('POST members/bulks/create_or_update', () => {
  it.each<[string, unknown, string?]>([
    ['invalid_parameters', []],
    ['invalid_parameters', 'text'],
    ['invalid_parameters', null],
    ['invalid_parameters', { ...NOTHING, only_create: 'yes' }],
    ['invalid_parameters', { ...NOTHING, send_sms_welcome_message: 2 }],
    ['invalid_parameters', { ...NOTHING, send_email_welcome_message: 'True' }],
    ['invalid_members', {}, 'members'],
    ['invalid_members', { members: null }, 'members'],
    ['invalid_members', { members: {} }, 'members'],
    ['invalid_members', { members: [1] }, 'members[0]'],
    ['invalid_members', { members: [person(1), null] }, 'members[1]'],
    ['invalid_members', { members: [[]] }, 'members[0]'],
    ['invalid_members', { members: [person(1), person(2), {}] }, 'members[2].properties'],
    ['invalid_members', { members: [{ properties: null }] }, 'members[0].properties'],
    ['invalid_members', { members: [person(1), { properties: [] }] }, 'members[1].properties'],
    ['invalid_job_id', { ...NOTHING, job_id: '' }],
    ['invalid_job_id', { ...NOTHING, job_id: '..' }],
    ['invalid_job_id', { ...NOTHING, job_id: -1 }],
    ['invalid_job_id', { ...NOTHING, job_id: 'a b' }],
    ['invalid_job_id', { ...NOTHING, job_id: 'a#b' }],
    ['invalid_job_id', { ...NOTHING, job_id: 'ok\n' }],
    ['invalid_job_id', { ...NOTHING, job_id: 'x'.repeat(65) }],
    ['invalid_job_id', { ...NOTHING, job_id: 4.2 }],
    ['invalid_request_number', { ...NOTHING, request_number: 1.5 }],
    ['invalid_request_number', { ...NOTHING, request_number: '1.5' }],
    ['invalid_request_number', { ...NOTHING, request_number: 2 ** 53 }],
    ['members_empty', NOTHING],
    ['members_size_incorrect', MANY],
    ['missing_identifier', WITHOUT, 'members[1]'],
    ['duplicated_emails', SAME_EMAIL, 'members[1]'],
    ['duplicated_msisdns', SAME_MSISDN, 'members[1]'],
    ['member_too_large', { members: [person(1), person(2, { x: 'x'.repeat(181 * 1024) })] }, 'members[1]'],
  ])('refuses with %s and schedules nothing', async (code, body, detail) => {
    const { status, body: answer, headers } = await call(world, 'member-bulks.create-or-update', { body });
    expect([status, answer]).toEqual([422, { error: code }]);
    expect(headers['x-error-code']).toBe(code);
    if (detail) expect(headers['x-error-detail']).toBe(detail);
    expect(world.queue.sent).toEqual([]);
  });

  it('names the first broken rule: shape, size, missing identifier, then duplicates', async () => {
    const bad = (...lists: { members: unknown[] }[]) => lists.flatMap(({ members }) => members);
    const code = async (members: unknown[]) => (await schedule(world, { members })).body.error;
    expect(await code([...bad(MANY, WITHOUT, SAME_EMAIL), { properties: 7 }])).toBe('invalid_members');
    expect(await code(bad(MANY, WITHOUT, SAME_EMAIL))).toBe('members_size_incorrect');
    expect(await code(bad(SAME_EMAIL, SAME_MSISDN, WITHOUT))).toBe('missing_identifier');
    expect(await code(bad(SAME_MSISDN, SAME_EMAIL))).toBe('duplicated_emails');
  });

  it.each([
    ['duplicated_emails', { email: 'p1@example.com' }, { email: 'P1@EXAMPLE.com' }],
    ['duplicated_emails', { email: 'p1@example.com' }, { email: ' ｐ１＠example.com ' }],
    ['duplicated_emails', { email: 'p1@example.com' }, { email: 'p\u200b1@example.com' }],
    ['duplicated_emails', { email: 'p@bücher.example' }, { email: 'p@xn--bcher-kva.example' }],
    ['duplicated_emails', { email: 'not an address' }, { email: 'not an address' }],
    ['duplicated_msisdns', { msisdn: '4740000001' }, { msisdn: '+47 400 00 001' }],
    ['duplicated_msisdns', { msisdn: '4740000001' }, { msisdn: '004740000001' }],
    ['duplicated_msisdns', { msisdn: '4740000001' }, { msisdn: '４７４００００００１' }],
    ['duplicated_msisdns', { msisdn: '4740000001', email: 'a@example.com' }, { msisdn: '(47) 4000-0001' }],
  ])('compares canonical values: %s for %o and %o', async (code, first, second) => {
    const { body } = await schedule(world, { members: [{ properties: first }, { properties: second }] });
    expect(body).toEqual({ error: code });
  });

  it('refuses a second e-mail in a club that is identified by number only', async () => {
    const byNumber = await createWorld({ member_schema: { identifiers: ['msisdn'] } });
    expect((await schedule(byNumber, SAME_EMAIL)).body).toEqual({ error: 'duplicated_emails' });
    const emailOnly = { members: [{ properties: { email: 'a@example.com' } }] };
    expect((await schedule(byNumber, emailOnly)).body).toEqual({ error: 'missing_identifier' });
  });

  it('takes null for every option, and 5000 members', async () => {
    const roomy = await createWorld();
    const { status } = await schedule(roomy, {
      members: people(5000),
      only_create: null,
      job_id: null,
      request_number: null,
      send_sms_welcome_message: null,
      send_email_welcome_message: null,
    });
    expect(status).toBe(200);
    expect(roomy.queue.sent).toHaveLength(50);
  });

  it('cuts chunks by bytes, so that each message fits the queue', async () => {
    const roomy = await createWorld();
    const { randomBytes } = await import('node:crypto');
    const members = Array.from({ length: 20 }, (_, n) =>
      person(n, { text: randomBytes(60 * 1024).toString('base64') }),
    );
    expect((await schedule(roomy, { members })).status).toBe(200);
    expect(roomy.queue.sent).toHaveLength(10);
    for (const { body } of roomy.queue.sent) expect(Buffer.byteLength(body)).toBeLessThan(512 * 1024);
  });
});

describe('bulks and imports', () => {
  it.each([
    [{ dryRun: true }, ''],
    [{ dryrun: true }, ''],
    [{ 'dry-run': true }, ''],
    [{}, 'dry_run=true'],
    [{ dry_run: true }, 'DryRun=1'],
  ])('refuse a dry run as %j?%s: ignored it would write', async (more, query) => {
    for (const id of ['member-bulks.create-or-update', 'member-imports.create']) {
      const reply = await call(world, id, { body: { members: people(1), ...more }, query });
      expect([reply.status, reply.body]).toEqual([422, { error: 'invalid_parameters' }]);
      expect(reply.headers['x-error-detail']).toMatch(/^[\w-]+: send dry_run, and in the body$/);
    }
    expect(world.queue.sent).toEqual([]);
  });
});
