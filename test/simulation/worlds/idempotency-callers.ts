import type { Client, Reply } from '../api.ts';
import type { Simulation } from '../world.ts';
import { KINDS, makeVersion, type Stored, type Version } from './idempotency-requests.ts';

/** What a caller heard. */
export interface Heard {
  readonly at: number;
  readonly status: number;
  readonly code: string | undefined;
  readonly retryAfter: string | undefined;
  /** What must be the same whenever the request is answered. */
  readonly reply: string;
}

/** One request under a key. */
export interface Attempt {
  readonly key: string;
  readonly version: Version;
  /** When the gateway received it; without, it is still on its way. */
  arrived?: number;
  heard?: Heard;
}

export interface IdempotencyState {
  readonly attempts: Attempt[];
  versions: number;
  keys: number;
}

const heardOf = ({ status, body, headers }: Reply, at: number): Heard => ({
  at,
  status,
  code: headers['x-error-code'],
  retryAfter: headers['retry-after'],
  reply: JSON.stringify([status, body, headers['x-ignored']]),
});

const PASSES = new Set([409, 503]);
const isAnswer = ({ status }: Reply): boolean => status > 0 && status < 500 && !PASSES.has(status);

/** A caller with keys of its own, who repeats what was not answered, and does not always wait for the answer. */
export const keyedCaller =
  (simulation: Simulation, state: IdempotencyState, stored: Stored) =>
  async (client: Client): Promise<void> => {
    const { chance } = client;
    const send = async (key: string, version: Version): Promise<Reply> => {
      const attempt: Attempt = { key, version };
      state.attempts.push(attempt);
      const { endpoint, path, body } = version;
      const headers = { 'Idempotency-Key': key };
      const reply = await client.call(endpoint, { ...(path && { path }), body, headers }, () => {
        attempt.arrived = simulation.scheduler.now;
      });
      if (reply.status > 0) attempt.heard = heardOf(reply, simulation.scheduler.now);
      return reply;
    };

    const persist = async (key: string, version: Version): Promise<void> => {
      for (let left = chance.int(1, 8); left > 0; left -= 1) {
        const reply = await send(key, version);
        if (isAnswer(reply)) return;
        const asked = Number(reply.headers['retry-after'] ?? 0) * 1000;
        await client.sleep(chance.happens(0.5) ? asked : chance.spread(10, 60_000));
      }
    };

    const copies = async (key: string, version: Version): Promise<void> => {
      const all = Array.from({ length: chance.pick([1, 1, 2, 3]) }, () => persist(key, version));
      if (chance.happens(0.7)) await Promise.all(all);
      else await client.sleep(chance.spread(1, 30_000));
    };

    const oneKey = async (): Promise<void> => {
      const key = `key-${++state.keys}`;
      const kind = chance.pick(KINDS);
      const make = (wrong: boolean) => makeVersion(kind, ++state.versions, wrong, stored, chance);
      if (chance.happens(0.4)) await copies(key, make(true));
      const version = make(false);
      await copies(key, version);
      if (chance.happens(0.3)) await copies(key, make(false));
      const DAY = 24 * 60 * 60 * 1000;
      await client.sleep(chance.spread(1, chance.pick([100, 60_000, 3_600_000, 0.99 * DAY, 1.3 * DAY])));
      await copies(key, version);
    };

    for (let left = chance.int(1, 3); left > 0; left -= 1) {
      const ended = oneKey();
      if (chance.happens(0.7)) await ended;
    }
  };
