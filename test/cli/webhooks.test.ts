import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ENV } from '#shared/env-names.ts';
import { call } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { startReceiver } from '../support/receiver.ts';
import { createWorld, type World } from '../support/world.ts';
import { loyaltyThroughApi } from './api-server.ts';

const ENTRY = fileURLToPath(new URL('../../cli/loyalty.ts', import.meta.url));

let world: World;
let loyalty: Awaited<ReturnType<typeof loyaltyThroughApi>>;
beforeEach(async () => {
  vi.stubEnv(ENV.outboundLoopback, 'true');
  world = await createWorld();
  loyalty = await loyaltyThroughApi(world);
});
afterEach(() => vi.unstubAllEnvs());

/** The command that runs until Ctrl-C, with what it has printed. */
const listening = (args: readonly string[]) => {
  const { PATH = '' } = process.env;
  const env = { PATH, HOME: '/nonexistent', LOYALTY_TOKEN: world.client.secret };
  const all = ['webhooks', 'listen', '--club', world.club.slug, '--url', loyalty.url, ...args];
  const child: ChildProcess = spawn(process.execPath, [ENTRY, ...all], { env });
  const printed = { out: '', err: '' };
  child.stdout?.on('data', (text) => {
    printed.out += text;
  });
  child.stderr?.on('data', (text) => {
    printed.err += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    printed,
    /** The first group of what standard error has. */
    matching: (pattern: RegExp) =>
      eventually(
        () => pattern.exec(printed.err)?.at(-1) ?? '',
        (found) => found !== '',
      ),
    async interrupted() {
      child.kill('SIGINT');
      return [await ended, printed.out] as const;
    },
  };
};

describe('loyalty webhooks', () => {
  it('listen shows events that it has verified, passes them on as they came, and ends its subscription', async () => {
    const receiver = await startReceiver(undefined, { tls: false });
    const forward = `http://127.0.0.1:${receiver.port}/hook`;
    const listener = listening(['--forward', forward]);
    const id = await listener.matching(/^Subscription (\d+) sends to http:\/\/127\.0\.0\.1:\d+\/, and on/);
    const secret = await listener.matching(/(whsec_\S+)/);
    const tested = await loyalty.run(['webhooks', 'test', id]);
    expect([tested.code, tested.stdout]).toEqual([0, expect.stringContaining('delivered')]);
    await listener.matching(/^test {2}member 0 /m);
    const [received] = receiver.received;
    expect(
      new Webhook(secret).verify(received!.body, received!.headers as Record<string, string>),
    ).toMatchObject({
      version: 2,
    });
    receiver.close();
    const refused = await loyalty.run(['webhooks', 'test', id]);
    expect([refused.code, refused.stdout]).toEqual([
      expect.any(Number),
      expect.stringMatching(/failed\nAnswer +502/),
    ]);
    expect(refused.code).not.toBe(0);
    expect(await listener.interrupted()).toEqual([
      0,
      expect.stringContaining(`Subscription ${id} is removed.`),
    ]);
    expect(await loyalty.json(['webhooks', 'list'])).toEqual({ members_changes_subscriptions: [] });
  });

  it('trigger makes, changes and removes a member, on the local stack only', async () => {
    const made = await loyalty.json(['--local', 'webhooks', 'trigger', 'update']);
    const { body } = await call(world, 'members.get', { path: { id: String(made.member_id) } });
    expect(body.properties).toMatchObject({ email: made.email, first_name: 'Ola' });
    const gone = await loyalty.json(['--local', 'webhooks', 'trigger', 'delete']);
    expect((await call(world, 'members.get', { path: { id: String(gone.member_id) } })).status).toBe(404);
    const [code, { message }] = await loyalty.failure(['webhooks', 'trigger', 'import']);
    expect([code, message]).toEqual([2, expect.stringContaining('--local')]);
  });

  it('remove ends a subscription, and says when there is none', async () => {
    expect(await loyalty.failure(['webhooks', 'remove', '1'])).toMatchObject([
      1,
      { error: 'subscription_not_found' },
    ]);
  });
});
