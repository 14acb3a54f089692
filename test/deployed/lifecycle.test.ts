import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../local/engines/loopback.ts';
import { INFINITY_MALL } from '../cli/loyalty-process.ts';
import { destroy, runCdk } from './engine/cdk.ts';
import { startFront } from './engine/front.ts';
import { aws } from './support/aws.ts';
import { given, type Stage, targetOf } from './support/given.ts';
import { leftOutOf } from './support/left-out.ts';
import { loyalty, loyaltyJson, type Mall, openMall, smoke } from './support/operator.ts';
import { deployStage } from './support/stage.ts';
import { standingStacks, statefulOf } from './support/stateful.ts';

/** Names of what the engine still has of a stage, by the answer of a list command. */
const left = async (stage: string, query: string, ...command: string[]): Promise<readonly string[]> => {
  const names: readonly string[] = await aws(...command, '--query', query);
  return names.filter((name) => name.includes(`loyalty-${stage}-`));
};

const SECRET = 'a'.repeat(32);
const FRONT = 'https://club.example.com';
const CHANGED = {
  originSecret: `sha256:${createHash('sha256').update(SECRET).digest('hex')}`,
  canary: 'Canary10Percent5Minutes',
  mailRate: '7',
  publicUrl: FRONT,
};

describe('a stage that gets other settings while it stands', () => {
  let stage: Stage;
  let mall: Mall;
  let front: Endpoint;
  let before: Readonly<Record<string, string>>;
  beforeAll(async () => {
    ({ stage } = await deployStage(given(), 'dev'));
    mall = await openMall(stage, 'short-lived-mall');
    before = await statefulOf('dev');
    const changed = await deployStage(given(), 'dev', CHANGED);
    ({ stage } = changed);
    for (const line of leftOutOf(changed.said)) process.stdout.write(`${line}\n`);
    front = await startFront(stage.url, { 'x-origin-verify': SECRET });
  });
  afterAll(() => front?.stop());

  it('keeps what holds something', async () => {
    expect(Object.keys(before).length).toBeGreaterThan(80);
    expect(await statefulOf('dev')).toMatchObject(before);
  });

  it('answers only what came through its front', async () => {
    const ask = async (url: string): Promise<readonly unknown[]> => {
      const headers = {
        'x-client-authorization': mall.token,
        'x-product-name': 'default',
        'x-user-agent': 'test',
      };
      const path = `api/v3/loyalty_clubs/${mall.slug}/member_schema`;
      const reply = await fetch(`${url.replace(/\/$/, '')}/${path}`, { headers });
      return [reply.status, reply.headers.get('x-error-code')];
    };
    expect(await ask(stage.url)).toEqual([403, 'origin_refused']);
    expect(await ask(front.url)).toEqual([200, null]);
  });

  it('passes the smoke test through its front, and writes links of its public address', async () => {
    const { code, stdout, stderr } = await smoke({ ...stage, url: front.url }, mall.slug, mall.token);
    expect(`${stdout}${stderr}`).not.toContain('FAIL');
    expect([code, stderr]).toEqual([0, '']);
    const run = /^Smoke test (\w+)/.exec(stdout)?.[1] ?? '';
    const { messages } = (await (await fetch(`${given().url}/_ministack/ses/messages`)).json()) as any;
    const links = Object.values<any[]>(messages)
      .flat()
      .filter(({ To }) => String(To).includes(`smoke-${run}-`))
      .flatMap(({ BodyHtml }) => [...String(BodyHtml).matchAll(/href="([^"]*)"/g)].map(([, link]) => link));
    expect(links.length).toBeGreaterThan(0);
    const { home_url: home } = JSON.parse(readFileSync(INFINITY_MALL, 'utf8')).branding;
    expect(links.filter((link) => link !== home && !link?.startsWith(`${FRONT}/`))).toEqual([]);
  });

  it('deletes a club without members with its token', async () => {
    const { slug } = await openMall(stage, 'closed-mall');
    const { code, stdout } = await loyalty(stage, '--json', 'clubs', 'delete', slug, '--confirm', slug);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ deleted: slug, tokens_revoked: [expect.any(Number)] });
    expect(await loyaltyJson(stage, 'clubs', 'list')).not.toContainEqual(expect.objectContaining({ slug }));
  });

  it('leads every request and message to an alias, and sends at the rate that was set', async () => {
    const { Items } = await aws('apigatewayv2', 'get-apis');
    const { ApiId } = Items.find(({ ApiEndpoint }: any) => stage.url.startsWith(ApiEndpoint));
    const { Items: integrations } = await aws('apigatewayv2', 'get-integrations', '--api-id', ApiId);
    const targets = integrations.map(({ IntegrationUri }: any) => IntegrationUri);
    expect(targets.length).toBeGreaterThan(50);
    expect(targets.filter((uri: string) => !uri.includes(':live'))).toEqual([]);
    const { EventSourceMappings } = await aws('lambda', 'list-event-source-mappings');
    const ours = EventSourceMappings.map(({ FunctionArn }: any) => FunctionArn).filter((arn: string) =>
      arn.includes('loyalty-dev-'),
    );
    expect(ours.length).toBeGreaterThan(5);
    expect(ours.filter((arn: string) => !arn.endsWith(':live'))).toEqual([]);
    const { Functions } = await aws('lambda', 'list-functions');
    const rates = Functions.filter(({ FunctionName }: any) =>
      FunctionName.startsWith('loyalty-dev-'),
    ).flatMap(({ Environment }: any) => Environment?.Variables?.SENDING_RATES ?? []);
    expect(rates.map((text: string) => JSON.parse(text).email)).toEqual([7]);
  });

  it('is taken away with all but its secret', async () => {
    expect(await left('dev', 'TableNames', 'dynamodb', 'list-tables')).toHaveLength(1);
    await destroy(targetOf(given(), 'dev'), { stage: 'dev', ...CHANGED });
    expect(await standingStacks('dev')).toEqual([]);
    expect(await left('dev', 'TableNames', 'dynamodb', 'list-tables')).toEqual([]);
    expect(await left('dev', 'Functions[].FunctionName', 'lambda', 'list-functions')).toEqual([]);
    expect(await left('dev', 'QueueUrls || `[]`', 'sqs', 'list-queues')).toEqual([]);
    expect(await left('dev', 'Topics[].TopicArn', 'sns', 'list-topics')).toEqual([]);
    expect(await left('dev', 'SecretList[].Name', 'secretsmanager', 'list-secrets')).toHaveLength(1);
  });
});

describe('a protected stage', () => {
  it('is not taken away', async () => {
    const place = given();
    const { name } = place.stage;
    const { code, output } = await runCdk(
      targetOf(place, name),
      ...['destroy', 'Data', '--exclusively', '--force', '-c', `stage=${name}`],
    );
    expect(output).toContain('TerminationProtection');
    expect(code).toBe(1);
    expect(await left(name, 'TableNames', 'dynamodb', 'list-tables')).toHaveLength(1);
  });
});
