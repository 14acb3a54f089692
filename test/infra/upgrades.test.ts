import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isExport } from '../../infra/stack-summary/exports.ts';
import { stubCode } from '../../infra/stub-code.ts';
import { losses, refusals } from '../support/cloudformation.ts';
import { pairwise } from '../support/pairwise.ts';
import { type Deployment, deploymentOf, exportsOf, type StackTemplate } from '../support/templates.ts';
import { appOf } from './synthesis.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const CERTIFICATE = 'arn:aws:acm:eu-west-1:123456789012:certificate/0c1f1f0e-8a54-4f0e-9a0f-6a0b8f0b7c11';
const RESTORED =
  'arn:aws:dynamodb:eu-west-1:123456789012:table/loyalty-prod-restored/stream/2026-11-25T09:00:00.000';
const DOMAIN = { domainName: 'api.example.com', certificateArn: CERTIFICATE };

type Settings = Readonly<Record<string, unknown>>;

/** What an operator may change on a running stage, and to what. */
const FACTORS: Readonly<Record<string, readonly Settings[]>> = {
  restoredTable: [{}, { restoredTable: RESTORED }],
  domain: [{}, DOMAIN, { ...DOMAIN, domainOnly: 'true' }],
  publicUrl: [{}, { publicUrl: 'https://club.example.com' }],
  allowedOrigins: [{}, { allowedOrigins: 'https://shop.example.com' }],
  alarmEmail: [{}, { alarmEmail: 'ops@example.com' }],
  smsStatus: [{ smsStatus: '' }, { smsStatus: 'create' }, { smsStatus: 'existing' }],
  pushApplications: [{}, { pushApplications: 'GCM/mall,APNS/mall' }],
  mailIdentities: [{}, { mailIdentities: 'example.com' }],
  rates: [{}, { mailRate: '14', smsRate: '5', pushRate: '200' }],
  warmWrites: [{}, { warmWrites: '20000' }],
  budget: [{}, { monthlyBudget: '500' }, { monthlyBudget: '600' }],
  smsLimit: [{}, { smsLimit: '200' }],
  canary: [{}, { canary: 'Canary10Percent5Minutes' }],
  originSecret: [{}, { originSecret: 's'.repeat(32) }],
  concurrency: [{}, { accountConcurrency: '10' }, { bulkConcurrency: '50' }],
};

const codeDirectory = stubCode();
afterAll(() => rmSync(codeDirectory, { recursive: true }));

const settings = pairwise(FACTORS).map((row): Settings => Object.assign({}, ...Object.values(row)));

const deployments = settings.map((some) => {
  // AWS's schemas judge the templates elsewhere (rules.test.ts); here they would take most of the time.
  const unjudged = { '@aws-cdk/core:validateAgainstDefaultRules': false };
  return deploymentOf(appOf({ ...unjudged, stage: 'prod', ...some }, codeDirectory).synth());
});

const FIRST_STAGE: Deployment = JSON.parse(read('test/infra/fixtures/first-stage.json'));

/** Every ordered pair. */
const changes = deployments.flatMap((before) =>
  deployments.filter((after) => after !== before).map((after) => [before, after] as const),
);

describe('a change of settings', () => {
  it('is one of many', () => {
    expect(deployments.length).toBeGreaterThan(8);
    expect(new Set(deployments.map((one) => JSON.stringify(one))).size).toBe(deployments.length);
  });

  it('is deployed, whatever was set before', () => {
    expect([...new Set(changes.flatMap(([before, after]) => refusals(before, after)))]).toEqual([]);
  });

  it('is deployed in the opposite order, too', () => {
    const found = changes.flatMap(([before, after]) => refusals(before, after.toReversed()));
    expect([...new Set(found)]).toEqual([]);
  });

  it('neither replaces nor drops what holds something', () => {
    const standing = new Set(losses(deployments[0] as Deployment, []));
    // What only a setting makes (the log of a worker of its own) goes with it.
    const lost = changes
      .flatMap(([before, after]) => losses(before, after))
      .filter((one) => standing.has(one));
    expect(standing.size).toBeGreaterThan(80);
    expect([...new Set(lost)]).toEqual([]);
  });

  it('leaves the log groups of SMS to the account', () => {
    const groups = deployments.map((stacks) =>
      losses(stacks, []).filter((one) => one.includes('smsstatuslogs')),
    );
    expect(new Set(groups.flat())).toEqual(new Set());
  });
});

describe('the first stage', () => {
  it('is updated to every setting, and keeps what it holds', () => {
    for (const after of deployments) {
      expect(refusals(FIRST_STAGE, after)).toEqual([]);
      expect(losses(FIRST_STAGE, after)).toEqual([]);
    }
  });
});

describe('the list of exports', () => {
  const listed = read('infra/stack-summary/generated/exports.txt').split('\n').filter(isExport);

  it.each(settings.map((some, index) => [JSON.stringify(some), index] as const))(
    'is made with %s',
    (_, index) => {
      const made = (deployments[index] as Deployment).flatMap(({ template }) =>
        [...exportsOf(template)].map(
          ([name, value]) => `${name.replace('loyalty-prod-', 'loyalty-<stage>-')} ${JSON.stringify(value)}`,
        ),
      );
      expect(listed.filter((line) => !made.includes(line))).toEqual([]);
      expect(made.filter((line) => !listed.includes(line))).toEqual([]);
    },
  );
});

describe('going back a version', () => {
  const [older = []] = deployments;

  const edited = (name: string, edit: (template: any) => void): StackTemplate => {
    const found = older.find((stack) => stack.name === name);
    const template = structuredClone(found?.template);
    edit(template);
    return { name, template: template as StackTemplate['template'] };
  };

  const QUEUE_URL = 'loyalty-prod-workers:ExportsOutputRefexportsQueue';

  /** A release that adds a queue, its worker's alarm, and an endpoint that sends to it. */
  const additions = [
    edited('loyalty-prod-workers', ({ Resources, Outputs }) => {
      Resources.exportsQueue = { Type: 'AWS::SQS::Queue' };
      Outputs.Added = { Value: { Ref: 'exportsQueue' }, Export: { Name: QUEUE_URL } };
    }),
    edited('loyalty-prod-members', (template) => {
      template.Metadata = { added: { 'Fn::ImportValue': QUEUE_URL } };
    }),
  ];
  const newer = older.map((stack) => additions.find(({ name }) => name === stack.name) ?? stack);

  it('is refused where a queue would go before the functions that send to it', () => {
    expect(refusals(newer, older)).toEqual([
      `loyalty-prod-workers: export ${QUEUE_URL} cannot be deleted as it is in use by loyalty-prod-members`,
    ]);
  });

  it('is deployed in the order of the operations guide', () => {
    const guide = read('docs/operations.md');
    const section = guide.slice(guide.indexOf('## Updating and going back'));
    const commands = [...section.matchAll(/^npx cdk deploy --exclusively -c stage=\$STAGE (.*)$/gm)];
    const ids = commands.flatMap(([, names = '']) => names.split(' '));
    const first = ids.map((id) => older.find(({ name }) => name === `loyalty-prod-${id.toLowerCase()}`));
    expect(first).not.toContain(undefined);
    const rest = older.filter((stack) => !first.includes(stack));
    const order = [...(first as StackTemplate[]), ...rest];
    expect(order).toHaveLength(older.length);
    expect(refusals(newer, order)).toEqual([]);
    // Whatever is added next: no stack goes back before those that import from it.
    const isImported = ({ template }: StackTemplate, by: readonly StackTemplate[]): boolean => {
      const made = [...exportsOf(template).keys()];
      return by.some((other) => made.some((name) => JSON.stringify(other.template).includes(`"${name}"`)));
    };
    expect(order.filter((stack, place) => isImported(stack, order.slice(place + 1)))).toEqual([]);
  });
});
