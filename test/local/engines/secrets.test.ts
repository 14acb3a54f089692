import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SecretsServer, startSecrets } from '../../../local/engines/secrets.ts';
import { CREDENTIALS } from './fixtures.ts';

let server: SecretsServer;
let client: SecretsManagerClient;

beforeEach(async () => {
  server = await startSecrets({ secrets: { 'loyalty/keys': { pepper: 'p' }, plain: 'text' } });
  client = new SecretsManagerClient({ endpoint: server.url, region: 'eu-west-1', credentials: CREDENTIALS });
});

afterEach(async () => {
  client.destroy();
  await server.stop();
});

const get = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));

test('a secret is found by its name, its ARN, and its ARN without the random end', async () => {
  const arn = server.arn('loyalty/keys');
  for (const id of ['loyalty/keys', arn, arn.slice(0, -7)]) {
    const found = await get(id);
    expect(found).toMatchObject({ ARN: arn, Name: 'loyalty/keys', VersionStages: ['AWSCURRENT'] });
    expect(JSON.parse(found.SecretString!)).toEqual({ pepper: 'p' });
  }
  expect((await get('plain')).SecretString).toBe('text');
});

test('a rotated secret has the new value and another version', async () => {
  const before = await get('plain');
  server.put('plain', 'newer');
  const after = await get('plain');
  expect(after.SecretString).toBe('newer');
  expect(after.VersionId).not.toBe(before.VersionId);
});

test('an unknown secret is a ResourceNotFoundException', async () => {
  await expect(get('none')).rejects.toBeInstanceOf(ResourceNotFoundException);
});
