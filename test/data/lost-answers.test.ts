/** A call that was done and whose answer was lost is sent again: its effect must not count twice, nor refuse it. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChunkRef } from '#shared/data/bulk/bulk-keys.ts';
import { failChunk, finishChunk } from '#shared/data/bulk/bulk-ledger.ts';
import { clientCounter, identifierCounter, refundAttempt } from '#shared/data/sessions/login-attempts.ts';
import {
  type AttemptReservation,
  countFailure,
  reserveAttempt,
} from '#shared/data/sessions/login-failures.ts';
import type { Db } from '#shared/data/table/db.ts';
import { FAILURE_LIMITS, FAILURE_WINDOW_SECONDS } from '#shared/domain/sessions/login-limits.ts';
import { storedClub } from '../support/clubs.ts';
import { openTestDb } from '../support/db.ts';
import { failure, flakyDb } from '../support/failing-client.ts';

let db: Db;
let club: string;
/** The same table for a caller that gets no answer to a call the first time, though it was done. */
let deaf: Db;
beforeAll(async () => {
  db = await openTestDb();
});
beforeEach(async () => {
  club = (await storedClub(db)).slug;
  const sent = new WeakSet<object>();
  deaf = flakyDb(db, (name, _, command) => {
    if (name === 'BatchGet' || name === 'Get' || sent.has(command)) return undefined;
    sent.add(command);
    return { after: failure('TimeoutError') };
  });
});

const now = new Date('2026-01-01T00:00:00.000Z');

describe('a chunk that is given up', () => {
  const chunk = (face: 'bulk' | 'import'): ChunkRef => ({
    ledger:
      face === 'bulk'
        ? { source: face, club, client: 1, job: 'j' }
        : { source: face, club, import: 'i', bulk: 1 },
    request: 'r',
    chunk: 0,
  });

  it.each(['bulk', 'import'] as const)(
    'is known to the worker that gave it up, so that it is reported (%s)',
    async (face) => {
      const ref = chunk(face);
      expect(await failChunk(deaf, ref, now, 5)).toBe(true);
      expect([await failChunk(db, ref, now, 5), await failChunk(deaf, ref, now, 5)]).toEqual([false, false]);
    },
  );

  it('is not reported by a worker that comes after its end', async () => {
    const ref = chunk('bulk');
    const counts = { created: 1, updated: 0, skipped: 0, invalid: 0 };
    const result = { requestNumber: 1, acceptedAt: now.toISOString(), counts, errors: [] };
    await finishChunk(deaf, ref, result, now.toISOString());
    expect(await failChunk(deaf, ref, now)).toBe(false);
  });
});

describe('a guess', () => {
  const counter = () => identifierCounter(club, 'somebody');
  const { identifier: limit } = FAILURE_LIMITS;

  it.each(['at the start', 'at the end'])(
    'takes one place of a window, to the last one (%s)',
    async (when) => {
      if (when === 'at the end') await reserveAttempt(db, counter(), 1000);
      const start = when === 'at the end' ? 1000 + FAILURE_WINDOW_SECONDS : 1000;
      for (let count = 1; count <= limit; count += 1)
        expect(await reserveAttempt(deaf, counter(), start)).toMatchObject({ count });
      expect(await reserveAttempt(deaf, counter(), start)).toBe(FAILURE_WINDOW_SECONDS);
    },
  );

  it('is given back once, so that no client gets more guesses than there are', async () => {
    const place = (await reserveAttempt(db, counter(), 1000)) as AttemptReservation;
    await reserveAttempt(db, counter(), 1000);
    await refundAttempt(deaf, place, { client: 1, now: 1000 });
    expect(await reserveAttempt(db, counter(), 1000)).toMatchObject({ count: 2 });
  });

  it('counts once for its client, too', async () => {
    await countFailure(deaf, clientCounter(club, 1), 1000);
    expect(await countFailure(deaf, clientCounter(club, 1), 1000)).toMatchObject({ count: 2 });
  });
});
