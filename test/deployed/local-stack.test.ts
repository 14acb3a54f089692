import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoClient } from '../../local/demo/api.ts';
import { demoMembers } from '../../local/demo/people.ts';
import { LOOPBACK, reservePort } from '../../local/engines/loopback.ts';
import { isUp, type StackProcess, spawnStack } from '../local/stack-process.ts';
import { type Server, startServer } from './engine/child.ts';
import { given } from './support/given.ts';

/** `npm start` on somebody else's queues. */
let queues: Server;
let stack: StackProcess;
let queuesUrl: string;

beforeAll(async () => {
  const { python, folder, env } = given();
  const port = await reservePort();
  queuesUrl = `http://${LOOPBACK}:${port}`;
  queues = await startServer({
    python,
    module: 'moto.server',
    args: ['-H', LOOPBACK, '-p', String(port)],
    env: { PATH: env['PATH'], HOME: env['HOME'] },
    log: join(folder, 'moto.log'),
    health: `${queuesUrl}/moto-api/`,
  });
  stack = await spawnStack({ AWS_ENDPOINT_URL_SQS: queuesUrl });
  await isUp(stack);
});
afterAll(async () => {
  stack?.child.kill('SIGTERM');
  await stack?.ended;
  await queues?.stop();
});

it('finishes a bulk over the queues of moto and counts it exactly', async () => {
  const { memberBulks } = demoClient(stack.url);
  const members = demoMembers('moto0001', 0, 700);
  const quiet = { send_sms_welcome_message: false, send_email_welcome_message: false };
  const bulk = await memberBulks.createOrUpdate({ members, ...quiet });
  expect(await bulk.waitUntilFinished({ pollMs: 200 })).toMatchObject({
    status: 'finished',
    members_created_number: 700,
    members_updated_number: 0,
    errors: [],
  });
});
