import {
  bulkReaper,
  claimChecker,
  type ScheduledWorkerContract,
  sendingSweeper,
} from '#shared/contracts/scheduled-workers.ts';
import { OVERDUE_SECONDS } from '#shared/domain/bulk/import-bulk.ts';
import { call } from '../support/api.ts';
import { people, schedule } from '../support/bulk.ts';
import { damager } from '../support/claim-damage.ts';
import { deliver } from '../support/deliver.ts';
import { failToTheCeiling, logIn, person, refreshed, tryLogIn, tryRefresh } from '../support/log-in.ts';
import { changeEvent, createAnn, mailingWorld, memberImage, runOutbox } from '../support/mailing.ts';
import { createMessage, createSending, SENDING_CLUB, toMembers } from '../support/messaging.ts';
import { asShadowWorld, shadowWorld } from '../support/old-system.ts';
import { runScheduled } from '../support/schedule.ts';
import { createMembers, IMMEDIATE, takeNext, work, workAll } from '../support/sendings.ts';
import { streamTo } from '../support/stream.ts';
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
import { failure, observed, withoutQueues, withoutTable, withProvider } from './world.ts';

/** A failure: which function meets it, and how it comes about. */
export interface Scene {
  readonly function: string;
  /** Prepares it; @returns what makes it happen, whose lines are looked at */
  prepare(): Promise<() => Promise<unknown>>;
}

const scene = (id: string, prepare: Scene['prepare']): Scene => ({ function: id, prepare });

const oneChunk = async () => {
  const world = await createWorld();
  await schedule(world, { members: people(1), job_id: 'nightly' });
  return { world, messages: world.queue.sent.splice(0) };
};

const chunkIn = (change: (world: World) => World, receiveCount = 1, id = 'workers.bulk-chunk') =>
  scene(id, async () => {
    const { world, messages } = await oneChunk();
    return () => deliver(change(world), messages, { worker: id, receiveCount });
  });

const TABLE_IS_GONE = failure('ResourceNotFoundException');
const noTable = (world: World) => withoutTable(world, TABLE_IS_GONE);
const aDayLater = (world: World): World => {
  world.clock.ahead = OVERDUE_SECONDS + 1;
  return observed(world);
};

const welcome = (error: Error) =>
  scene('workers.deliver', async () => {
    const world = await mailingWorld();
    const id = await createAnn(world);
    await runOutbox(world, changeEvent(undefined, await memberImage(world, id)));
    const messages = world.deliveries.sent.splice(0);
    return () => deliver(withProvider(world, error), messages, { worker: 'workers.deliver' });
  });

const transmission = (error: Error) =>
  scene('workers.send', async () => {
    const world = await createWorld({ ...SENDING_CLUB });
    const ids = await createMembers(world, 1);
    const { id } = await createMessage(world);
    await createSending(world, id, { ...toMembers(...ids), schedule: IMMEDIATE });
    // One delivery after another, until there are outcomes: the last of them meets the provider.
    return async () => {
      const its = withProvider(world, error);
      for (let n = 0; n < 6; n += 1) {
        const next = takeNext(its);
        if (next) await work(its, next);
      }
    };
  });

const stream = (id: string, change: (world: World) => World) =>
  scene(id, async () => {
    const world = await mailingWorld();
    const member = await createAnn(world);
    const created = await memberImage(world, member);
    await call(world, 'members.destroy', { path: { id: String(member) } });
    const removed = await memberImage(world, member);
    const { Records } =
      id === 'workers.erase' ? changeEvent(created, removed) : changeEvent(undefined, created);
    return () => streamTo(change(world), id, Records).catch(() => {});
  });

const guesses = (times: number) =>
  scene('oauth.token', async () => {
    const world = observed(await createWorld());
    return async () => {
      for (let n = 0; n < times; n += 1) await tryLogIn(world, 'nobody@example.com', 'wrong', 'email');
    };
  });

const overTheCeiling = scene('oauth.token', async () => {
  const world = await createWorld();
  await failToTheCeiling(world);
  return () => tryLogIn(observed(world), 'nobody@example.com', 'wrong', 'email');
});

const asking = (id: string, change: (world: World) => World, body?: object) =>
  scene(id, async () => {
    const world = await createWorld();
    return () => call(change(world), id, body ? { body } : {});
  });

const run = (worker: ScheduledWorkerContract, change: (world: World) => World) =>
  scene(worker.id, async () => {
    const world = await createWorld();
    return () => runScheduled(change(world), worker).catch(() => {});
  });

const lostJob = scene(bulkReaper.id, async () => {
  const { world } = await oneChunk();
  return () => runScheduled(aDayLater(world), bulkReaper);
});

const brokenClaim = scene(claimChecker.id, async () => {
  const world = await createWorld();
  await damager(world.db, world.club.slug).unclaimed(901, 'a@example.com');
  return () => runScheduled(observed(world), claimChecker);
});

const leftMovingIn = scene(claimChecker.id, async () => {
  const world = await createWorld({ moving_in: true });
  return () => runScheduled(observed(world), claimChecker);
});

const lateSending = scene('workers.send', async () => {
  const world = await createWorld({ ...SENDING_CLUB });
  const ids = await createMembers(world, 1);
  const { id } = await createMessage(world);
  await createSending(world, id, { ...toMembers(...ids), schedule: IMMEDIATE });
  world.queues.sending.sent.length = 0;
  world.clock.ahead += 30 * 60;
  return async () => {
    const its = observed(world);
    for (let n = 0; n < 4; n += 1) {
      await runScheduled(its, sendingSweeper);
      await workAll(its);
      its.clock.ahead += 10 * 60;
    }
  };
});

const stolen = scene('oauth.token', async () => {
  const world = await createWorld();
  const first = await logIn(world, (await person(world)).id);
  await refreshed(world, await refreshed(world, first));
  // Within the second of the exchange it could be a request that another one overtook.
  world.clock.ahead += 2;
  return () => tryRefresh(observed(world), first.refresh_token);
});

/** Nothing listens at its address. */
const silentOldSystem = scene('oauth.token', async () => {
  const world = await shadowWorld({ url: 'http://127.0.0.1:1/api/v3' });
  const { id } = await person(world, {});
  return () => tryLogIn(asShadowWorld(observed(world)), id, 'pass-9');
});

const denied = (world: World) => withoutQueues(world, failure('AccessDenied', 403));
const throttled = (world: World) => withoutTable(world, failure('ProvisionedThroughputExceededException'));
const ONE_ROW = { members: people(1) };

const deadReceiver = scene('workers.deliver-webhooks', async () => {
  const world = await createWorld();
  receivers(world).answer = () => broken;
  await subscribe(world);
  await streamed(
    world,
    Array.from({ length: 12 }, (_, n) => versionRecord(world, n + 1, 1, n + 1)),
  );
  await workWebhooks(world);
  return () => sweepAfter(observed(world), 60 * 60);
});

/** Of each runbook that looks at the log: the failures that it is for. Each of its filters must find one of them. */
export const SCENES: Readonly<Record<string, readonly Scene[]>> = {
  'dead-letters': [chunkIn(noTable), welcome(failure('ThrottlingException'))],
  'old-messages': [chunkIn(noTable), chunkIn(observed)],
  'failed-stream-records': [stream('workers.outbox', denied), stream('workers.erase', noTable)],
  'schedule-not-started': [
    run(bulkReaper, observed),
    run(sendingSweeper, observed),
    run(claimChecker, observed),
  ],
  'worker-fails': [run(bulkReaper, noTable), run(sendingSweeper, noTable)],
  'server-errors': [asking('clubs.schema', noTable)],
  'permanent-failures': [
    asking('member-bulks.create-or-update', denied, ONE_ROW),
    welcome(failure('AccessDeniedException', 403)),
    transmission(failure('AuthorizationErrorException', 403)),
    stream('workers.outbox', denied),
    run(bulkReaper, noTable),
    chunkIn(noTable),
  ],
  'throttled-table': [asking('clubs.schema', throttled)],
  'chunks-failed': [chunkIn(observed, 1, 'workers.bulk-dead-letter'), chunkIn(aDayLater), chunkIn(noTable)],
  'stuck-jobs': [lostJob, asking('member-bulks.create-or-update', denied, ONE_ROW)],
  'claims-broken': [brokenClaim],
  'clubs-left-moving-in': [leftMovingIn],
  'sendings-failed': [lateSending, transmission(failure('ThrottledException'))],
  'webhooks-failing': [deadReceiver],
  'deliveries-failed': [
    welcome(failure('MessageRejected')),
    transmission(failure('InvalidParameterException')),
  ],
  'deliveries-unknown': [welcome(failure('TimeoutError', 0)), transmission(failure('TimeoutError', 0))],
  'log-ins-failed': [guesses(12)],
  'log-ins-over-the-ceiling': [overTheCeiling],
  'shadow-log-ins-failed': [silentOldSystem],
  'refresh-tokens-reused': [stolen],
};
