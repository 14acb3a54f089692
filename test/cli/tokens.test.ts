import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { PERMITS } from '#shared/contracts/permits.ts';
import { POLICIES } from '#shared/contracts/policies.ts';
import { hashClientSecret } from '#shared/crypto/client-secrets.ts';
import { findClient, listClients } from '#shared/data/client-tokens/clients.ts';
import type { Db } from '#shared/data/table/db.ts';
import { isIssuedClientSecret } from '#shared/domain/client-tokens/client-secret.ts';
import { INFINITY_MALL, loyaltyOn, newTable, OTHER_MALL, runLoyalty } from './loyalty-process.ts';

const PERMIT = 'BL:Api:Members:Get';

let db: Db;
let loyalty: ReturnType<typeof loyaltyOn>;
beforeAll(async () => {
  db = await newTable();
  loyalty = loyaltyOn(db);
  await loyalty.json(['clubs', 'create', 'infinity-mall', '--file', INFINITY_MALL]);
  await loyalty.json(['clubs', 'create', 'other-mall', '--file', OTHER_MALL]);
});

const issue = (...args: string[]) => loyalty.json(['tokens', 'create', '--name', 'Test', ...args]);

describe('tokens create', () => {
  test('issues a token limited to clubs, product and permits', async () => {
    const issued = await issue(
      ...['--club', 'infinity-mall', '--club', 'other-mall', '--product', 'default'],
      ...['--permit', PERMIT, '--permit', 'BL:Api:Members:Create'],
    );
    expect(issued).toMatchObject({
      name: 'Test',
      clubs: ['infinity-mall', 'other-mall'],
      product: 'default',
      permits: [PERMIT, 'BL:Api:Members:Create'],
      last4: issued.token.slice(-4),
    });
    expect(isIssuedClientSecret(issued.token)).toBe(true);
  });

  test('issues a token for everything, on explicit demand', async () => {
    const issued = await issue('--all-clubs', '--all-permits');
    expect(issued).toMatchObject({ clubs: null, product: null, permits: Object.keys(PERMITS) });
  });

  test('issues a token by policies, alone and beside permits, in the name of the operator', async () => {
    const policy = ['--policy', 'MembersApiReadAccess'];
    const user = { entity_type: 'user', entity_id: expect.stringMatching(/./) };
    const alone = await issue('--all-clubs', ...policy);
    expect(alone).toMatchObject({ policies: [policy[1]], permits: [], created_by: user, updated_by: user });
    const both = await issue('--all-clubs', ...policy, '--permit', 'BL:Api:Members:Create');
    expect(both).toMatchObject({ policies: [policy[1]], permits: ['BL:Api:Members:Create'] });
    const { stdout } = await loyalty.run(['tokens', 'list']);
    expect(stdout).toMatch(new RegExp(`^${both.id} .* MembersApiReadAccess, BL:Api:Members:Create `, 'm'));
  });

  test('issues an internal token, and one for the clubs of some customers', async () => {
    const issued = await issue('--all-clubs', '--internal', '--customer', '1000941', '--permit', PERMIT);
    expect(issued).toMatchObject({ internal: true, customers: ['1000941'], clubs: null });
  });

  test('stores the hash and never the secret', async () => {
    const { token } = await issue('--all-clubs', '--permit', PERMIT);
    expect(await findClient(db, hashClientSecret(token))).toMatchObject({ name: 'Test', clubs: null });
    const { Items } = await db.doc.send(new ScanCommand({ TableName: db.table, ConsistentRead: true }));
    expect(JSON.stringify(Items)).not.toContain(token);
  });

  test('shows people the secret once, with the word that it is only now', async () => {
    const { code, stdout } = await loyalty.run([
      ...['tokens', 'create', '--name', 'Shown', '--all-clubs', '--permit', PERMIT],
    ]);
    expect(code).toBe(0);
    const secret = /lct_\w{49}/.exec(stdout)?.[0] ?? '';
    expect(isIssuedClientSecret(secret)).toBe(true);
    expect(stdout).toContain('it is shown this once');
  });
});

describe('tokens list and revoke', () => {
  test('list shows the last four characters only', async () => {
    const { id, token, last4 } = await issue('--club', 'infinity-mall', '--permit', PERMIT);
    const args = ['tokens', 'list'];
    const [asText, asJson] = await Promise.all([loyalty.run(args), loyalty.run(['--json', ...args])]);
    expect(asText.stdout).toMatch(new RegExp(`^${id} +Test +…${last4} +infinity-mall +any +${PERMIT}`, 'm'));
    expect(JSON.parse(asJson.stdout)).toContainEqual(expect.objectContaining({ id, last4 }));
    for (const { stdout } of [asText, asJson]) {
      expect(stdout).not.toContain(token);
      expect(stdout).not.toContain(hashClientSecret(token));
    }
  });

  test('revoke removes the token at once and for good', async () => {
    const { id, token } = await issue('--all-clubs', '--permit', PERMIT);
    const { code, stdout } = await loyalty.run(['tokens', 'revoke', String(id)]);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`Revoked token ${id}`),
    });
    expect(await findClient(db, hashClientSecret(token))).toBeUndefined();
    expect((await loyalty.json(['tokens', 'list'])).map((listed: any) => listed.id)).not.toContain(id);
    expect(await loyalty.run(['tokens', 'revoke', String(id)])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`There is no client token ${id}.`),
    });
  });
});

describe('permits and policies', () => {
  test('are listed without a table', async () => {
    const run = async (...args: string[]) => JSON.parse((await runLoyalty(['--json', ...args])).stdout);
    expect((await run('permits', 'list')).map(({ name }: any) => name)).toEqual(Object.keys(PERMITS));
    expect((await run('policies', 'list')).map(({ name }: any) => name)).toEqual(Object.keys(POLICIES));
    const { permits } = await run('policies', 'show', 'MessagesApiRegularAccess');
    expect(permits).toEqual(POLICIES.MessagesApiRegularAccess.permits);
  });

  test('a policy that there is not is told with the way to the list', async () => {
    const { code, stderr } = await runLoyalty(['policies', 'show', 'everything']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('"loyalty policies list"')]);
  });
});

describe('refusals', () => {
  const cases: { title: string; args: string[]; code: number; stderr: string }[] = [
    {
      title: 'an unknown permit, suggesting the nearest',
      args: ['--all-clubs', '--permit', 'BL:Api:Member:get'],
      code: 1,
      stderr: 'There is no permit "BL:Api:Member:get". Did you mean "BL:Api:Members:Get"?',
    },
    {
      title: 'a permit unlike any, pointing to the list',
      args: ['--all-clubs', '--permit', 'everything'],
      code: 1,
      stderr: 'There is no permit "everything". "loyalty permits list" lists them all.',
    },
    {
      title: 'an unknown policy, suggesting the nearest',
      args: ['--all-clubs', '--policy', 'MembersApiReadAcces'],
      code: 1,
      stderr: 'There is no policy "MembersApiReadAcces". Did you mean "MembersApiReadAccess"?',
    },
    {
      title: 'a club that does not exist',
      args: ['--club', 'no-mall', '--permit', PERMIT],
      code: 1,
      stderr: 'There is no club "no-mall".',
    },
    {
      title: 'a product that a club does not have',
      args: ['--club', 'infinity-mall', '--club', 'other-mall', '--product', 'facebook', '--permit', PERMIT],
      code: 1,
      stderr: 'The club "other-mall" has no product "facebook". Choose one of: default.',
    },
    {
      title: 'a product that no club has',
      args: ['--all-clubs', '--product', 'fridge', '--permit', PERMIT],
      code: 1,
      stderr: 'No club has a product "fridge".',
    },
    { title: 'no clubs', args: ['--permit', PERMIT], code: 2, stderr: '--club (repeatable) or --all-clubs' },
    {
      title: 'some clubs and all clubs',
      args: ['--club', 'infinity-mall', '--all-clubs', '--permit', PERMIT],
      code: 2,
      stderr: '--club (repeatable) or --all-clubs',
    },
    { title: 'no permits', args: ['--all-clubs'], code: 2, stderr: '--permit (repeatable) or --all-permits' },
  ];
  test.for(cases)('tell why: $title', async ({ args, code, stderr }) => {
    const before = await listClients(db);
    const ended = await loyalty.run(['tokens', 'create', '--name', 'Refused', ...args]);
    expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(stderr) });
    expect(await listClients(db)).toEqual(before);
  });
});
