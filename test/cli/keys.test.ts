import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { LOCAL } from '#shared/env-names.ts';
import { LOCAL_CREDENTIALS } from '../../cli/connection.ts';
import { type SecretsServer, startSecrets } from '../../local/engines/secrets.ts';
import { answerTool, localTools } from '../../local/tools.ts';
import { newTable, runLoyalty } from './loyalty-process.ts';

const FIRST = { kid: 'k1', master: 'a-first-master-key-that-is-long-enough' };

let secrets: SecretsServer;
let stack: Server;
let env: Record<string, string>;
/** Where acts are recorded; it has no club. */
let table: string;
beforeAll(async () => {
  secrets = await startSecrets({ secrets: { [LOCAL.secretId]: FIRST, other: 'no master secret' } });
  const tools = answerTool(localTools({ secrets } as never));
  stack = createServer(async (request, response) => {
    const { method = 'GET', url = '' } = request;
    const path = url.replace('/_local', '');
    response.end((await tools({ method, path, query: new URLSearchParams(), body: '' }))?.body);
  });
  await new Promise<void>((resolve) => stack.listen(0, '127.0.0.1', resolve));
  env = {
    PORT: String((stack.address() as AddressInfo).port),
    DYNAMODB_PORT: new URL(inject('dynamoUrl')).port,
  };
  ({ table } = await newTable());
});
afterAll(async () => {
  stack.close();
  await secrets.stop();
});

const run = (args: readonly string[]) => runLoyalty(['--local', '--table', table, ...args], { env });

const stored = async () => {
  const client = new SecretsManagerClient({
    endpoint: secrets.url,
    region: LOCAL.region,
    credentials: LOCAL_CREDENTIALS,
  });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: LOCAL.secretId }));
  return JSON.parse(SecretString ?? '');
};

describe('keys', () => {
  test('rotate makes a new key the current one and keeps the earlier ones, showing none', async () => {
    const shown = await runLoyalty(['--local', '--json', 'keys', 'show'], { env });
    expect(JSON.parse(shown.stdout)).toEqual([{ kid: 'k1', state: 'current', retired_at: null }]);
    const rotated = await run(['--json', 'keys', 'rotate']);
    expect(rotated.stderr).toBe('');
    const secret = await stored();
    expect(secret).toMatchObject({ kid: expect.stringMatching(/^k\d{8}-/), previous: [FIRST] });
    expect(secret.master.length).toBeGreaterThanOrEqual(64);
    expect(JSON.parse(rotated.stdout)).toEqual([
      { kid: secret.kid, state: 'current', retired_at: null },
      { kid: 'k1', state: 'previous', retired_at: expect.any(String) },
    ]);
    const people = await run(['keys', 'rotate']);
    expect(people.stdout).toContain('is current now');
    expect((await stored()).previous).toHaveLength(2);
    for (const { stdout } of [shown, rotated, people]) {
      expect(stdout).not.toContain(FIRST.master);
      expect(stdout).not.toContain(secret.master);
    }
  });

  test('import-pepper keeps the pepper of a club through rotations, shows it nowhere, and removes it', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'pepper-')), 'pepper.txt');
    const pepper = async (text: string) => {
      writeFileSync(file, text);
      return run(['keys', 'import-pepper', 'my-mall', '--file', file]);
    };
    const kept = await pepper('a pepper of Devise\n');
    const rotated = await run(['keys', 'rotate']);
    expect((await stored()).import_peppers).toEqual({ 'my-mall': 'a pepper of Devise' });
    expect((await stored()).previous.at(-1)).toMatchObject(FIRST);
    expect(kept.stdout).toContain('The table has no club my-mall');
    for (const { stdout, code } of [kept, rotated]) {
      expect(code).toBe(0);
      expect(stdout).not.toContain('Devise');
    }
    expect((await pepper('')).stdout).toContain('is removed');
    expect((await stored()).import_peppers).toEqual({});
  });

  test('shadow-token keeps the client token of an old system beside them, and removes it', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'token-')), 'token.txt');
    const token = (text: string) => {
      writeFileSync(file, text);
      return run(['keys', 'shadow-token', 'my-mall', '--file', file]);
    };
    const { stdout } = await token('B7t9U9tsoWsGhrv2ouUoSqpM\n');
    expect(stdout).toMatch(/is kept/);
    expect(stdout).not.toContain('B7t9');
    expect((await stored()).shadow_tokens).toEqual({ 'my-mall': 'B7t9U9tsoWsGhrv2ouUoSqpM' });
    expect((await token('')).stdout).toContain('is removed');
    expect((await stored()).shadow_tokens).toEqual({});
  });

  test('tell what is wrong: no stack, no such secret, no name, a secret that is none', async () => {
    const show = async (args: readonly string[], environment = env) =>
      (await runLoyalty([...args, '--json', 'keys', 'show'], { env: environment })).stderr;
    expect(await show(['--local'], { PORT: '1' })).toContain('Start it with npm start');
    expect(await show(['--local', '--secret', 'none'])).toContain('The secret does not exist');
    expect(await show(['--local', '--secret', 'other'])).toContain('secret_malformed');
    expect(await show([])).toContain('SECRET_ID');
  });
});
