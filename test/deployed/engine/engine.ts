import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LOOPBACK, reservePort } from '../../../local/engines/loopback.ts';
import { startServer } from './child.ts';
import { startMailboxSimulator } from './mailbox-simulator.ts';
import type { Tools } from './tools.ts';

const LOOPBACK_NAMES = fileURLToPath(new URL('loopback-names.cjs', import.meta.url));
const REGION = 'eu-west-1';
const KEY = 'test';

/** What the engine stands in for: an account of AWS with its credentials. */
export interface Engine {
  readonly url: string;
  /** What a program needs to take the engine for AWS, and nothing of the AWS settings of this machine. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const plainEnvironment = (): Record<string, string> => {
  const { PATH = '', HOME = '/tmp', LANG } = process.env;
  // The Node that runs this is Node 24, the runtime of the functions; the engine starts them with the first it finds.
  return { PATH: `${dirname(process.execPath)}:${PATH}`, HOME, ...(LANG && { LANG }) };
};

/**
 * Starts MiniStack on a free port of loopback. @see https://pypi.org/project/ministack/
 * @param folder for its files and its log; whoever made it removes it
 */
export const startEngine = async ({ python }: Tools, folder: string): Promise<Engine> => {
  const port = await reservePort();
  const url = `http://${LOOPBACK}:${port}`;
  const scratch = join(folder, 'engine');
  mkdirSync(scratch, { recursive: true });
  const credentials = { AWS_ACCESS_KEY_ID: KEY, AWS_SECRET_ACCESS_KEY: KEY };
  const log = join(folder, 'engine.log');
  const simulator = await startMailboxSimulator({
    url,
    region: REGION,
    credentials: { accessKeyId: KEY, secretAccessKey: KEY },
    report: (line) => appendFileSync(log, `${line}\n`),
  });
  const server = await startServer({
    python,
    module: 'ministack',
    health: `${url}/_ministack/health`,
    log,
    env: {
      ...plainEnvironment(),
      ...credentials,
      BIND_HOST: LOOPBACK,
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: REGION,
      // Functions run as processes of this machine's Node, not in containers.
      LAMBDA_EXECUTOR: 'local',
      // Functions inherit it.
      AWS_ENDPOINT_URL_SESV2: simulator.url,
      S3_DATA_DIR: join(scratch, 's3'),
      TMPDIR: scratch,
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
    },
  });
  const env = {
    ...plainEnvironment(),
    ...credentials,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_S3: `http://s3.localhost:${port}`,
    NODE_OPTIONS: `--require ${LOOPBACK_NAMES}`,
  };
  const stop = async (): Promise<void> => {
    await server.stop();
    await simulator.stop();
  };
  return { url, env, stop };
};
