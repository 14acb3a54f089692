import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type LoyaltyClient } from '../../packages/client/src/main.ts';
import { people } from '../support/bulk.ts';
import { losses, refusals } from '../support/cloudformation.ts';
import { type Deployment, deploymentOf } from '../support/templates.ts';
import { cdkScript } from './engine/cdk.ts';
import { type Engine, startEngine } from './engine/engine.ts';
import { given } from './support/given.ts';
import { commandsOf } from './support/guide.ts';
import { borrowProject } from './support/project.ts';
import { openShell, type Shell, type ShellResult } from './support/shell.ts';

/** Follows docs/operations.md command by command, in an empty account of its own, in one shell. */

const COMMANDS = commandsOf(new URL('../../docs/operations.md', import.meta.url));

/** What a command that ends with 0 must not say. */
const WRONG = /command not found|No such file|Traceback/;

/** What some must say, by how they begin; curl ends with 0 whatever the API answers. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  curl: /"identifiers":/,
  'outputs data': /^TableName\s+loyalty-prod-/m,
  'npm run smoke': / 0 failed/,
};

/** What the stage of the guide, which is protected, must refuse, by how it begins. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  'npm run loyalty -- clubs delete': /is protected from deletion/,
};

const ENGINE_LACKS = 'the engine has no such call';

/** Commands that are not run, by how they begin. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'npm ci': 'whoever runs this test has done it',
  'npm run synth': 'a step of npm test',
  'aws sns get-sms-sandbox-account-status': ENGINE_LACKS,
  'aws sns set-sms-attributes --attributes DefaultSMSType': ENGINE_LACKS,
  'aws service-quotas': ENGINE_LACKS,
  'aws sns set-sms-attributes --attributes DeliveryStatusIAMRole': 'for a stage with smsStatus only',
  'printf %s "$PASSWORD" | npm run loyalty -- move check-shadow': 'for a club with an old system only',
  'aws sns set-platform-application-attributes': 'for an account with a platform application only',
};

let engine: Engine;
let shell: Shell;
let output: string;
let project: string;
let token: string;
let requestId = '';
let standing: Deployment = [];
let client: LoyaltyClient;
/** What the shell has said to the command before. */
let last: ShellResult;

const MEMBERS = 45;
const QUIET = { send_sms_welcome_message: false, send_email_welcome_message: false };

const importMembers = async (): Promise<void> => {
  const members = people(MEMBERS);
  const { output: url } = await shell.run('echo $URL');
  client = createClient({ url: url.trim(), club: 'my-mall', token, product: 'default' });
  await (await client.memberBulks.createOrUpdate({ members, ...QUIET })).waitUntilFinished();
};

/** What is true before a command that is not told by the guide, by how the command begins. */
const BEFORE: Readonly<Record<string, () => Promise<unknown>>> = {
  'export LOYALTY_TOKEN': async () => {
    token = last.output.match(/^Token +(\S+)$/m)?.[1] ?? '';
  },
  'aws secretsmanager get-secret-value': importMembers,
  'npm run loyalty -- members import': () =>
    shell.run("printf 'email,first_name,last_name\\nnew@example.com,New,One\\n' > members.csv"),
  // The stage stands before it gets its name and the other settings.
  'npx cdk deploy --all -c stage=$STAGE -c alarmEmail': () => deploy('npx cdk deploy --all -c stage=$STAGE'),
  "look '' '{ $.request_id": async () => {
    const { output: reply } = await shell.run('curl -si "$URL/api/v3/loyalty_clubs/my-mall/member_schema"');
    requestId = reply.match(/^x-request-id: (.*?)\r?$/im)?.[1] ?? '';
  },
  // As the guide says of settings that stay.
  'workers --enabled': async () => {
    const { output: restoredTable } = await shell.run('echo $RESTORED');
    const file = join(project, 'cdk.json');
    const cdk = JSON.parse(readFileSync(file, 'utf8'));
    const context = { ...cdk.context, restoredTable: restoredTable.trim() };
    writeFileSync(file, JSON.stringify({ ...cdk, context }));
  },
  'npx cdk deploy --exclusively -c stage=$STAGE Monitoring': () =>
    deploy('NEWER_VERSION=1 npx cdk deploy --all -c stage=$STAGE'),
};

/** What somebody types in place of what the guide shows. */
const filled = (text: string): string =>
  text
    // Nobody resolves api.example.com here; the API has its own address, too.
    .replace(
      '$(output api ApiUrl)',
      "$(aws apigatewayv2 get-apis --query 'Items[0].ApiEndpoint' --output text)",
    )
    .replace('LOYALTY_TOKEN=...', `LOYALTY_TOKEN=${token}`)
    .replace(/(--restore-date-time) \S+/, `$1 ${new Date().toISOString()}`)
    .replace('<X-Request-Id>', requestId);

const ruleFor = <T>(rules: Readonly<Record<string, T>>, text: string): T | undefined =>
  Object.entries(rules).find(([start]) => text.startsWith(start))?.[1];

const deployed = (): Deployment => deploymentOf(new CloudAssembly(output));

/** The stacks that a command names; all when it names none. */
const namedIn = (text: string, all: Deployment): Deployment => {
  const names = text
    .match(/--exclusively .*?\$STAGE (.*)$/)?.[1]
    ?.toLowerCase()
    .split(' ');
  return all.filter(({ name }) => names?.some((one) => name.endsWith(`-${one}`)) ?? true);
};

/** The engine lets go of what is in use, and CloudFormation does not. */
const judgeDeployment = (text: string): void => {
  const stacks = namedIn(text, deployed());
  const later = standing.filter(({ name }) => !stacks.some((one) => one.name === name));
  if (standing.length > 0) expect(refusals(standing, stacks)).toEqual([]);
  const added = /added/;
  expect(losses(standing, [...later, ...stacks]).filter((lost) => !added.test(lost))).toEqual([]);
  standing = [...later, ...stacks];
};

const deploy = async (text: string): Promise<void> => {
  expect(await shell.run(text)).toMatchObject({ code: 0 });
  judgeDeployment(text);
};

beforeAll(async () => {
  const { python, functions, folder } = given();
  const own = mkdtempSync(join(folder, 'guide-'));
  output = join(own, 'cdk.out');
  engine = await startEngine({ python }, own);
  const borrowed = borrowProject(own, { python, npx: cdkScript({ functions, output }) });
  const { AWS_REGION, ...env } = engine.env;
  project = borrowed.project;
  shell = openShell({ ...env, PATH: `${borrowed.programs}:${env['PATH']}` }, project);
});
afterAll(async () => {
  await shell?.close();
  await engine?.stop();
});

describe('docs/operations.md', () => {
  for (const { section, text } of COMMANDS) {
    const why = ruleFor(LEFT_OUT, text);
    it.skipIf(why)(`${section}: ${text.slice(0, 120)}${why ? ` (left out: ${why})` : ''}`, async () => {
      await ruleFor(BEFORE, text)?.();
      last = await shell.run(filled(text));
      expect(last.output).not.toMatch(WRONG);
      const refusal = ruleFor(REFUSED, text);
      expect(last.output).toMatch(refusal ?? ruleFor(EXPECTED, text) ?? /^/);
      expect(last).toMatchObject({ code: refusal ? 1 : 0 });
      if (text.startsWith('npx cdk deploy')) judgeDeployment(text);
    });
  }

  it('ends with a stage that holds the members that it should: one more by import, one fewer by erasure', async () => {
    const erased = readFileSync(join(project, 'member-42.json'), 'utf8');
    const imported = [...people(MEMBERS).map(({ properties }) => properties.email), 'new@example.com'];
    const held: unknown[] = [];
    for await (const { properties } of client.members.list.each({})) held.push(properties['email']);
    expect(held.sort()).toEqual(imported.filter((email) => !erased.includes(`"${email}"`)).sort());
  });
});
