import { expect, it } from 'vitest';
import { bulkReaper, claimChecker, sendingSweeper } from '#shared/contracts/scheduled-workers.ts';
import type { SendOutcome } from '#shared/delivery/send-outcome.ts';
import { OVERDUE_SECONDS } from '#shared/domain/bulk/import-bulk.ts';
import { METRICS, type MetricName } from '#shared/metric-names.ts';
import { call } from '../support/api.ts';
import { people, schedule } from '../support/bulk.ts';
import { damager } from '../support/claim-damage.ts';
import { storedClub } from '../support/clubs.ts';
import { deliver } from '../support/deliver.ts';
import { failToTheCeiling, logIn, person, refreshed, tryLogIn, tryRefresh } from '../support/log-in.ts';
import { mailingWorld, welcomed } from '../support/mailing.ts';
import { createMessage, createSending, SENDING_CLUB, toMembers } from '../support/messaging.ts';
import { json, shadowWorld, startOldSystem } from '../support/old-system.ts';
import { runScheduled } from '../support/schedule.ts';
import { createMembers, IMMEDIATE, workAll } from '../support/sendings.ts';
import {
  broken,
  receivers,
  streamed,
  subscribe,
  sweepAfter,
  versionRecord,
  workWebhooks,
} from '../support/webhooks.ts';
import { createWorld, type World } from '../support/world.ts';

const wrongLogIns = (times: number) => async () => {
  const world = await createWorld();
  for (let n = 0; n < times; n += 1) await tryLogIn(world, 'nobody@example.com', 'wrong', 'email');
  return world;
};

const mailed = (outcome: SendOutcome) => async () => {
  const world = await mailingWorld();
  world.outbox.answer = () => outcome;
  await welcomed(world, { send_sms_welcome_message: false });
  return world;
};

/** Log-ins of a member without a password, while the old system answers as documented or with a status of its own. */
const shadowLogIns = (passwords: readonly string[], status?: number) => async (): Promise<World> => {
  const old = await startOldSystem();
  const world = await shadowWorld(old);
  const { id, email } = await person(world, {});
  old.members.set(email, { id, password: 'pass-9' });
  if (status !== undefined) old.answer = (response) => json(response, status, {});
  for (const password of passwords) await tryLogIn(world, id, password);
  await old.stop();
  return world;
};

/** How each comes about, and how often it is then counted. */
const SCENES: Readonly<Record<MetricName, readonly [number, () => Promise<World>]>> = {
  LogInsFailed: [3, wrongLogIns(3)],
  LogInsLocked: [2, wrongLogIns(12)],
  LogInsOverCeiling: [
    2,
    async () => {
      const world = await createWorld();
      await failToTheCeiling(world);
      for (let n = 0; n < 2; n += 1) await tryLogIn(world, 'nobody@example.com', 'wrong', 'email');
      return world;
    },
  ],
  ShadowLogInsVerified: [1, shadowLogIns(['pass-9'])],
  ShadowLogInsRefused: [2, shadowLogIns(['wrong', 'wrong'])],
  ShadowLogInsFailed: [3, shadowLogIns(['pass-9', 'pass-9', 'pass-9', 'pass-9'], 503)],
  ShadowLogInsSkipped: [1, shadowLogIns(['pass-9', 'pass-9', 'pass-9', 'pass-9'], 503)],
  RefreshTokensReused: [
    1,
    async () => {
      const world = await createWorld();
      const first = await logIn(world, (await person(world)).id);
      await refreshed(world, await refreshed(world, first));
      // Within the second of the exchange it could be a request that another one overtook.
      world.clock.ahead += 2;
      await tryRefresh(world, first.refresh_token);
      return world;
    },
  ],
  DeliveriesSent: [1, mailed({ state: 'sent', providerId: 'id' })],
  DeliveriesFailed: [1, mailed({ state: 'failed', reason: 'MessageRejected' })],
  DeliveriesUnknown: [1, mailed({ state: 'unknown', reason: 'TimeoutError' })],
  ChunksFailed: [
    3,
    async () => {
      const world = await createWorld();
      await schedule(world, { members: people(250) });
      const messages = world.queue.sent.splice(0);
      for (const worker of ['workers.bulk-dead-letter', 'workers.bulk-dead-letter', 'workers.bulk-chunk'])
        await deliver(world, messages, { worker, receiveCount: 2 });
      return world;
    },
  ],
  BulksReaped: [
    1,
    async () => {
      const world = await createWorld();
      await schedule(world, { members: people(250) });
      world.clock.ahead = OVERDUE_SECONDS + 1;
      for (let n = 0; n < 2; n += 1) await runScheduled(world, bulkReaper);
      return world;
    },
  ],
  ClaimsBroken: [
    2,
    async () => {
      const world = await createWorld();
      const damage = damager(world.db, world.club.slug);
      await damage.unclaimed(901, 'a@example.com');
      await damage.claimed('b@example.com', 902);
      await runScheduled(world, claimChecker);
      return world;
    },
  ],
  ClubsLeftMovingIn: [
    1,
    async () => {
      // Clubs of the tests before may be moving in, too.
      const before = await createWorld();
      await runScheduled(before, claimChecker);
      const world = await createWorld({ moving_in: true });
      await storedClub(world.db, { moving_in: true, updated_at: new Date().toISOString() });
      await runScheduled(world, claimChecker);
      const [others = 0, all = 0] = [before, world].map(({ counts }) => counts.ClubsLeftMovingIn);
      return { ...world, counts: { ClubsLeftMovingIn: all - others } };
    },
  ],
  SendingsFailed: [
    1,
    async () => {
      const world = await createWorld({ ...SENDING_CLUB });
      const ids = await createMembers(world, 2);
      const { id } = await createMessage(world);
      await createSending(world, id, { ...toMembers(...ids), schedule: IMMEDIATE });
      // Nobody works for twenty minutes.
      world.queues.sending.sent.length = 0;
      world.clock.ahead += 30 * 60;
      for (let n = 0; n < 4; n += 1) {
        await runScheduled(world, sendingSweeper);
        await workAll(world);
        world.clock.ahead += 10 * 60;
      }
      return world;
    },
  ],
  WebhookBreakersOpened: [
    1,
    async () => {
      const world = await createWorld();
      receivers(world).answer = () => broken;
      await subscribe(world);
      await streamed(
        world,
        Array.from({ length: 12 }, (_, n) => versionRecord(world, n + 1, 1, n + 1)),
      );
      await workWebhooks(world);
      for (let n = 0; n < 3; n += 1) await sweepAfter(world, 60 * 60);
      return world;
    },
  ],
  PermanentFailures: [
    2,
    async () => {
      const world = await createWorld();
      world.queue.refuse = () => true;
      world.queue.because = Object.assign(new Error(), { name: 'AccessDenied' });
      for (let n = 0; n < 2; n += 1)
        await call(world, 'member-bulks.create-or-update', { body: { members: people(1) } });
      return world;
    },
  ],
};

it.each(Object.entries(SCENES))('counts what %s says, once for each', async (name, [times, play]) => {
  const { counts } = await play();
  expect(counts[name as MetricName]).toBe(times);
});

it('counts what the function of an old chunk ends, too', async () => {
  const world = await createWorld();
  await schedule(world, { members: people(1) });
  world.clock.ahead = OVERDUE_SECONDS;
  const messages = world.queue.sent.splice(0);
  for (let receiveCount = 1; receiveCount < 3; receiveCount += 1)
    await deliver(world, messages, { receiveCount });
  expect(world.counts).toEqual({ ChunksFailed: 1 });
});

it('counts every message of a sending by what became of it', async () => {
  const world = await createWorld({ ...SENDING_CLUB });
  const ids = await createMembers(world, 3);
  const { id } = await createMessage(world);
  const answers: SendOutcome[] = [
    { state: 'failed', reason: 'InvalidParameter' },
    { state: 'unknown', reason: 'TimeoutError' },
  ];
  world.outbox.answer = () => answers.pop() ?? { state: 'sent', providerId: `id-${answers.length}` };
  await createSending(world, id, { ...toMembers(...ids), schedule: IMMEDIATE });
  await workAll(world);
  expect(world.counts).toEqual({ DeliveriesSent: 1, DeliveriesFailed: 1, DeliveriesUnknown: 1 });
});

it('counts nothing where nothing goes wrong', async () => {
  const world = await createWorld();
  await logIn(world, (await person(world)).id);
  await schedule(world, { members: people(3) });
  await deliver(world, world.queue.sent.splice(0));
  expect(world.counts).toEqual({});
});

it('has no metric that nothing counts', () => {
  expect(Object.keys(SCENES)).toEqual(Object.keys(METRICS));
});
