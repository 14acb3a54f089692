import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { people } from '../support/bulk.ts';
import { given } from './support/given.ts';
import { loyalty, loyaltyJson, type Mall, openMall } from './support/operator.ts';

let mall: Mall;
/** What the commands below are about. */
let known: Readonly<Record<string, string>>;

type Person = ReturnType<typeof people>[number];

const QUIET = { send_sms_welcome_message: false, send_email_welcome_message: false };
const PASSWORD = 'correct horse';

const laterSending = async (member: number): Promise<number> => {
  const template = { type: 'inline', definition: { type: 'plain', content: { body: 'Later' } } };
  const schedule = { type: 'relative', in: '3 hours' };
  const sending = { schedule, recipients: [{ member_id: member }] };
  const message = { name: 'Later', channels: [{ type: 'sms', template }], sending };
  return (await mall.client.messages.create({ message } as any)).message.latest_sending?.id ?? 0;
};

beforeAll(async () => {
  const { stage, folder } = given();
  mall = await openMall(stage, 'operated-mall');
  const { client, slug } = mall;
  const [bulked, imported, kept, erased] = people(4) as [Person, Person, Person, Person];
  const member = await client.members.create({ ...kept, ...QUIET, password: PASSWORD });
  const gone = await client.members.create({ ...erased, ...QUIET });
  const identifier = String(member.properties['email']);
  await client.logIn({ identifier_type: 'email', identifier, password: PASSWORD });
  const job = { job_id: 'operated', request_number: 1, members: [bulked], ...QUIET };
  await (await client.memberBulks.createOrUpdate(job)).waitUntilFinished();
  const file = { import_id: 'operated', request_number: 1, members: [imported] };
  await (await client.memberImports.create(file)).waitUntilFinished();
  const { id } = await loyaltyJson(
    stage,
    ...['tokens', 'create', '--name', 'To be revoked', '--club', slug, '--permit', 'BL:Api:Members:Get'],
  );
  const [policy] = await loyaltyJson(stage, 'policies', 'list');
  const clubFile = join(folder, `${slug}.json`);
  await writeFile(clubFile, JSON.stringify(await loyaltyJson(stage, 'clubs', 'show', slug, '--as-file')));
  known = {
    slug,
    identifier,
    clubFile,
    member: String(member.id),
    gone: String(gone.id),
    token: String(id),
    policy: policy?.name ?? '',
    sending: String(await laterSending(member.id)),
  };
});

describe('the operator command on a deployment', () => {
  it.each([
    ['clubs list', '{slug}'],
    ['clubs show {slug}', 'Infinity Mall'],
    ['clubs update {slug} --file {clubFile}', '{slug}'],
    ['tokens list', 'All of '],
    ['tokens revoke {token}', '{token}'],
    ['permits list', 'BL:Api:Members:Get'],
    ['policies list', '{policy}'],
    ['policies show {policy}', 'permits'],
    ['members get {identifier} --club {slug}', '{member}'],
    ['members sessions {member} --club {slug}', '"live": true'],
    ['members export {member} --club {slug}', '{identifier}'],
    ['members logout {member} --club {slug}', '{member}'],
    ['members erase {gone} --club {slug} --dry-run', '{gone}'],
    ['members erase {gone} --club {slug} --yes', '{gone}'],
    ['jobs list --club {slug}', 'operated'],
    ['jobs show operated --club {slug}', 'finished'],
    ['imports show operated --club {slug}', 'finished'],
    ['sendings show {sending} --club {slug}', 'scheduled'],
    ['sendings cancel {sending} --club {slug}', '{sending}'],
    ['dlq list --stage {stage}', 'delivery'],
    ['keys show', 'k1'],
  ])('loyalty %s', async (command, told) => {
    const { stage } = given();
    const filled = (text: string) =>
      text.replace(/\{(\w+)\}/g, (_, name) => (name === 'stage' ? stage.name : (known[name] ?? '')));
    const { code, stdout, stderr } = await loyalty(stage, '--json', ...filled(command).split(' '));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(filled(told));
    JSON.parse(stdout);
  });

  it.each(['jobs', 'imports'])('loyalty %s watch, whose progress goes to standard error', async (group) => {
    const { code, stdout, stderr } = await loyalty(
      given().stage,
      ...['--json', group, 'watch', 'operated', '--club', mall.slug],
    );
    expect([code, JSON.parse(stdout).status]).toEqual([0, 'finished']);
    expect(stderr).toMatch(/^finished {2}1\/1 chunks {2}1 created/);
  });
});
