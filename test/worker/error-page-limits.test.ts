import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chunkOf } from '#shared/bulk/chunk-content.ts';
import { decodeErrorCursor, encodeErrorCursor } from '#shared/bulk/error-cursor.ts';
import { errorPage } from '#shared/bulk/error-page.ts';
import type { BulkChunkMessage } from '#shared/contracts/queue-messages.ts';
import { findJob } from '#shared/data/bulk/bulk-jobs.ts';
import { type JobRef, ledgerName } from '#shared/data/bulk/bulk-keys.ts';
import { finishChunk } from '#shared/data/bulk/bulk-ledger.ts';
import { REPLY_MAX_BYTES } from '#shared/reply-size.ts';
import { people, schedule } from '../support/bulk.ts';
import { meteredDb } from '../support/meter.ts';
import { createWorld, worldOf } from '../support/world.ts';

const REF: JobRef = { source: 'bulk', club: 'c', client: 1, job: 'x' };

const forged = (json: string): string => {
  const checksum = createHash('sha256')
    .update(`v1\n${ledgerName(REF)}\n${json}`)
    .digest();
  return Buffer.concat([checksum.subarray(0, 12), Buffer.from(json)]).toString('base64url');
};

describe('a cursor with a true checksum', () => {
  it('is a place to the longest that is made', () => {
    const place = { requestNumber: 1, request: '', chunk: 0, position: 0 };
    const bytes = (512 * 3) / 4 - 12 - JSON.stringify([1, '', 0, 0]).length;
    const longest = { ...place, request: 'r'.repeat(bytes) };
    expect(encodeErrorCursor(REF, longest)).toHaveLength(512);
    expect(decodeErrorCursor(REF, encodeErrorCursor(REF, longest))).toEqual(longest);
    const longer = { ...place, request: 'r'.repeat(bytes + 1) };
    expect(decodeErrorCursor(REF, encodeErrorCursor(REF, longer))).toBeUndefined();
  });

  it.each([
    '[1,"r",0]',
    '[1,"r",0,0,0]',
    '["1","r",0,0]',
    '[1.5,"r",0,0]',
    '[1,2,0,0]',
    '[1,"r","0",0]',
    '[1,"r",-1,0]',
    '[1,"r",0,"0"]',
    '[1,"r",0,0.5]',
    '{"length":4}',
    '[1,"r",0',
  ])('is none when it says %s', (json) => {
    expect(decodeErrorCursor(REF, forged('[1,"r",0,0]'))).toBeDefined();
    expect(decodeErrorCursor(REF, forged(json))).toBeUndefined();
  });
});

describe('a page of errors', () => {
  /** A job with an error in each of its nine chunks, of which eight are read at once. */
  const withErrors = async () => {
    const world = await createWorld();
    await schedule(world, { members: people(900), job_id: 'x', request_number: 1 });
    const messages = world.queue.sent.splice(0).map(({ body }) => JSON.parse(body) as BulkChunkMessage);
    for (const message of messages) {
      const errors = [{ position: message.start, errors: {} }];
      const counts = { created: 0, updated: 0, skipped: 0, invalid: 1 };
      const { request_number: requestNumber, accepted_at: acceptedAt } = message;
      await finishChunk(
        world.db,
        chunkOf(message),
        { requestNumber, acceptedAt, errors, counts },
        acceptedAt,
      );
    }
    const db = await meteredDb();
    const { runtime } = worldOf(db, world.club, world.client);
    const ref: JobRef = { ...REF, club: world.club.slug, client: world.client.id };
    const index = (await findJob(db, ref, runtime.now().toISOString()))?.errors;
    if (!index) throw new Error('No job');
    const page = async (format: () => string, after?: string) => {
      db.reset();
      const { rows, next } = await errorPage(runtime, { ref, index, after }, format);
      return { rows: rows.length, next, calls: db.read().calls };
    };
    return { page };
  };

  it('is as large as a reply, to the byte', async () => {
    const { page } = await withErrors();
    // Beside the text: its quotes, escaped in a result of quotes of its own, and the other fields of a status.
    const half = (REPLY_MAX_BYTES - 8192) / 2;
    const text = (bytes: number) => () => 'x'.repeat(bytes - 6);
    expect((await page(text(Math.floor(half)))).rows).toBe(2);
    expect((await page(text(Math.floor(half) + 1))).rows).toBe(1);
    expect((await page(text(REPLY_MAX_BYTES))).rows).toBe(1);
  });

  it('is read from where it begins', async () => {
    const { page } = await withErrors();
    const all = await page(() => '');
    const eight = await page(() => 'x'.repeat(REPLY_MAX_BYTES / 8.5));
    expect([all.rows, all.next, eight.rows]).toEqual([9, null, 8]);
    const rest = await page(() => '', eight.next ?? '');
    expect([rest.rows, rest.calls]).toEqual([1, 1]);
    expect(all.calls).toBe(2);
  });
});
