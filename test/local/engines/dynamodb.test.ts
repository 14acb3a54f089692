import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDynamo } from '../../../local/engines/dynamodb.ts';
import { javaRelease } from '../../../local/engines/java.ts';
import { type Endpoint, serveLoopback } from '../../../local/engines/loopback.ts';
import { CREDENTIALS } from './fixtures.ts';

let dataDir: string;
let running: Endpoint[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'dynamo-'));
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((endpoint) => endpoint.stop()));
  rmSync(dataDir, { recursive: true });
});

const client = (endpoint: string, region = 'eu-west-1', accessKeyId = 'local') =>
  new DynamoDBClient({ endpoint, region, credentials: { ...CREDENTIALS, accessKeyId }, maxAttempts: 1 });

const createTable = (url: string, TableName: string) =>
  client(url).send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );

const tables = async (dynamo: DynamoDBClient) => (await dynamo.send(new ListTablesCommand({}))).TableNames;

async function start(options: Parameters<typeof startDynamo>[0] = {}): Promise<Endpoint> {
  const dynamo = await startDynamo(options);
  running.push(dynamo);
  return dynamo;
}

async function untilRefused(url: string): Promise<void> {
  for (;;) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (!answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('a running database', () => {
  test('clients of any region and credentials see the same tables', async () => {
    const { url } = await start();
    await createTable(url, 'loyalty');
    expect(await tables(client(url, 'us-east-1', 'other'))).toEqual(['loyalty']);
  });

  test('two databases have their own ports and tables, and nothing answers after a stop', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    await createTable(one.url, 'loyalty');
    expect(await tables(client(two.url))).toEqual([]);
    await one.stop();
    await expect(tables(client(one.url))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await tables(client(two.url))).toEqual([]);
  });

  test('tables of a data directory are there again after a restart, even if the directory is new', async () => {
    const nested = join(dataDir, 'not', 'there', 'yet');
    const first = await start({ dataDir: nested });
    await createTable(first.url, 'loyalty');
    await first.stop();
    const second = await start({ dataDir: nested });
    expect(await tables(client(second.url))).toEqual(['loyalty']);
  });

  test('it ends when the process that started it is killed', async () => {
    const module = new URL('../../../local/engines/dynamodb.ts', import.meta.url).href;
    const script = `import { startDynamo } from ${JSON.stringify(module)};
      console.log((await startDynamo()).url);`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((resolve) => {
      parent.stdout.once('data', (text) => resolve(String(text).trim()));
    });
    expect(await tables(client(url))).toEqual([]);
    parent.kill('SIGKILL');
    await untilRefused(url);
  });
});

describe('a database that cannot start', () => {
  test('says in one line that the port is taken and which variable chooses it', async () => {
    const other = await serveLoopback({}, async (_, response) => {
      response.end('{}');
    });
    running.push(other);
    const refusal = await startDynamo({ port: other.port }).catch((error: Error) => error.message);
    expect(refusal).toBe(
      `Port ${other.port} on 127.0.0.1 is taken: stop what listens there, or choose another with DYNAMODB_PORT.`,
    );
  });

  test.each([
    ['is not there', '/nonsense/java', '"/nonsense/java" cannot be run'],
    ['is no Java', 'false', '"false" is not a working Java'],
    ['tells no version', 'true', '"true" does not print its version'],
  ])('says in one line what to install when Java %s', async (_, javaPath, reason) => {
    const refusal = await startDynamo({ javaPath }).catch((error: Error) => error.message);
    expect(refusal).toBe(
      `DynamoDB Local needs Java 17 or newer, but ${reason}: install a Java runtime (for example OpenJDK 21), ` +
        'or let AWS_ENDPOINT_URL_DYNAMODB point to another DynamoDB.',
    );
  });

  test.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['openjdk version "25" 2025-09-16', 25],
    ['java version "1.8.0_392"', 8],
    ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "21.0.2" 2024-01-16', 21],
    ['something else', undefined],
  ])('reads the release from %j', (text, release) => {
    expect(javaRelease(text)).toBe(release);
  });
});
