import { keyRing } from '#shared/crypto/key-ring.ts';
import { createPasswords } from '#shared/crypto/passwords.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { ENV } from '#shared/env-names.ts';
import type { MetricName } from '#shared/metric-names.ts';
import { database } from '#shared/ports/database.ts';
import { senders } from '#shared/ports/delivery.ts';
import { metrics } from '#shared/ports/metrics.ts';
import { removePushDevices } from '#shared/ports/push-devices.ts';
import { keys, passwords } from '#shared/ports/secrets.ts';
import { createRuntime, type Runtime, setRuntime } from '#shared/runtime.ts';
import { CHEAP_HASH } from './cheap-hash.ts';
import { storedClient, type TestClient } from './clients.ts';
import { type ClubOverrides, storedClub } from './clubs.ts';
import { openTestDb } from './db.ts';
import { type CapturedOutbox, captureOutbox } from './notifications.ts';
import { type CapturedQueue, type CapturedQueues, captureQueues, provideQueues } from './queues.ts';
import { requireGrant } from './role.ts';

const PUBLIC_URL = 'https://members.test';

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

export interface World {
  readonly db: Db;
  readonly club: Club;
  readonly client: TestClient;
  readonly runtime: Runtime;
  readonly queues: CapturedQueues;
  /** Chunks of bulks and imports: `queues.bulk`. */
  readonly queue: CapturedQueue;
  /** Messages to members, sealed, on their way to the delivery worker: `queues.delivery`. */
  readonly deliveries: CapturedQueue;
  /** Seconds that the delivery worker made its failed messages wait. */
  readonly pauses: number[];
  /** What the providers were asked to send. */
  readonly outbox: CapturedOutbox;
  readonly clock: { ahead: number };
  /** What was counted, by name. */
  readonly counts: Partial<Record<MetricName, number>>;
  /** Makes this world the one that handlers run in. */
  enter(): void;
}

const RING = keyRing({ kid: 't1', master: 'a-master-secret-for-tests-only-0123456789' });

const ring = async () => {
  requireGrant('secret', 'secretsmanager:GetSecretValue');
  return RING;
};

/** A club, a client token for it, and a runtime on the real table with a captured queue and a cheap hash. */
export const createWorld = async (overrides: ClubOverrides = {}): Promise<World> => {
  const db = await openTestDb();
  const club = await storedClub(db, overrides);
  const client = await storedClient(db, { clubs: [club.slug] });
  return worldOf(db, club, client);
};

let moment: number | undefined;

/**
 * From here on the worlds of this test file live in one moment, which only `clock.ahead` moves: for tests of windows
 * and expiries, whose outcome must not depend on how long they take or on the second that they begin in.
 */
export const stopClock = (): void => {
  moment ??= Date.now();
};

/** The same club and client seen by another process: other caches, other clock, other database client. */
export const worldOf = (
  db: Db,
  club: Club,
  client: TestClient,
  queues = captureQueues(),
  outbox = captureOutbox(),
): World => {
  const clock = { ahead: 0 };
  const counts: World['counts'] = {};
  const runtime = createRuntime({
    log: SILENT,
    now: () => new Date((moment ?? Date.now()) + clock.ahead * 1000),
    env: (name) => {
      if (name === ENV.sendingRates) {
        requireGrant('rates');
        return JSON.stringify({ email: 1000, sms: 1000, push: 1000 });
      }
      if (name !== ENV.publicUrl) return `no ${name} in tests`;
      requireGrant('links');
      return PUBLIC_URL;
    },
  });
  runtime.provide(database, db);
  provideQueues(runtime, queues);
  runtime.provide(senders, outbox.senders);
  runtime.provide(removePushDevices, async (endpoints) => {
    requireGrant('devices', 'sns:DeleteEndpoint');
    outbox.forgotten.push(...endpoints);
  });
  runtime.provide(metrics, {
    count: (name, by = 1) => {
      counts[name] = (counts[name] ?? 0) + by;
    },
  });
  runtime.provide(keys, ring);
  runtime.provide(passwords, createPasswords(ring, CHEAP_HASH));
  return {
    db,
    club,
    client,
    runtime,
    queues,
    queue: queues.bulk,
    deliveries: queues.delivery,
    pauses: queues.delivery.pauses,
    outbox,
    clock,
    counts,
    enter: () => setRuntime(runtime),
  };
};
