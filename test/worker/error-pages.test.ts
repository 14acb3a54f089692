import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { chunkOf } from '#shared/bulk/chunk-content.ts';
import { decodeErrorCursor, encodeErrorCursor } from '#shared/bulk/error-cursor.ts';
import type { BulkChunkMessage } from '#shared/contracts/queue-messages.ts';
import { type LedgerRef, ledgerName } from '#shared/data/bulk/bulk-keys.ts';
import { finishChunk } from '#shared/data/bulk/bulk-ledger.ts';
import { bytesInResult, REPLY_MAX_BYTES } from '#shared/reply-size.ts';
import { call } from '../support/api.ts';
import fc from '../support/property.ts';
import { createWorld, type World } from '../support/world.ts';

/** Errors of a job beyond what one reply holds (fault F88): every one is reached by pages, once and in order. */

let world: World;
beforeEach(async () => {
  world = await createWorld();
});

const CHUNK = 100;

/** About so many bytes in a result, where each quote is escaped twice. */
const largeErrors = (bytes: number) => ({ properties: [{ error: { note: '"'.repeat(bytes / 4) } }] });

type NameRow = (position: number) => string;

/** Ends a chunk as if all of its rows had been refused. */
const refuseChunk = async (message: BulkChunkMessage, rows: number, bytes: number, nameRow?: NameRow) => {
  const errors = Array.from({ length: rows }, (_, n) => {
    const position = message.start + n;
    return { position, ...(nameRow && { key: nameRow(position) }), errors: largeErrors(bytes) };
  });
  const result = {
    requestNumber: message.request_number,
    acceptedAt: message.accepted_at,
    errors,
    counts: { created: 0, updated: 0, skipped: 0, invalid: rows },
  };
  await finishChunk(world.db, chunkOf(message), result, new Date().toISOString());
};

const people = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    properties: { email: `p${n}@example.com`, msisdn: `4740${String(n).padStart(6, '0')}` },
  }));

const begin = async (id: string, body: object) => {
  expect((await call(world, id, { body })).status).toBe(200);
  return world.queue.sent.splice(0).map(({ body }) => JSON.parse(body) as BulkChunkMessage);
};

/** Follows the cursors to the end. Every page fits into a reply, and all but the last are full. */
const pagesOf = async (id: string, path: Record<string, string>, prefix: string) => {
  const pages: any[] = [];
  let query = {};
  for (;;) {
    const { status, body } = await call(world, id, { path, query });
    expect(status).toBe(200);
    const bytes = bytesInResult(JSON.stringify(body));
    expect(bytes).toBeLessThanOrEqual(REPLY_MAX_BYTES);
    pages.push(body);
    const next = body[`${prefix}_next_cursor`];
    expect(body[`${prefix}_truncated`]).toBe(next !== null);
    if (next === null) return pages;
    expect(bytes).toBeGreaterThan(0.95 * REPLY_MAX_BYTES);
    query = { errors_after: next };
  }
};

const STATUS = 'member-bulks.status';
const JOB = { job_id: 'nightly' };

describe('the errors of a job', () => {
  it('are all reported, once and in the order of requests and rows, however chunks end', async () => {
    const numbers = [10, 2, 1, 11, 3, 9];
    const sent: BulkChunkMessage[] = [];
    for (const request_number of numbers) {
      const body = { ...JOB, request_number, members: people(2 * CHUNK) };
      sent.push(...(await begin('member-bulks.create-or-update', body)));
    }
    // Ten chunks with errors, the last first; two without.
    const refused = sent.filter(({ request_number }) => request_number !== 3).reverse();
    for (const message of refused) await refuseChunk(message, CHUNK, 15_000);

    const pages = await pagesOf(STATUS, JOB, 'errors');
    expect(pages.length).toBe(3);
    const places = pages.flatMap(({ errors }) => errors).map((row) => [row.request_number, row.position]);
    const all = [1, 2, 9, 10, 11].flatMap((number) =>
      Array.from({ length: 2 * CHUNK }, (_, position) => [number, position]),
    );
    expect(places).toEqual(all);
    expect(new Set(pages.map((page) => page.members_with_validation_errors_number))).toEqual(new Set([1000]));
  });

  it('are reported as documented where they fit, and a requested page states that it is the last', async () => {
    const [message] = await begin('member-bulks.create-or-update', {
      ...JOB,
      request_number: 1,
      members: people(3),
    });
    await refuseChunk(message as BulkChunkMessage, 3, 400);
    const { body } = await call(world, STATUS, { path: JOB });
    expect(body).not.toHaveProperty('errors_truncated');
    expect(body).not.toHaveProperty('errors_next_cursor');

    const ref = { source: 'bulk', club: world.club.slug, client: world.client.id, job: JOB.job_id } as const;
    const { request } = chunkOf(message as BulkChunkMessage);
    const errors_after = encodeErrorCursor(ref, { requestNumber: 1, request, chunk: 0, position: 1 });
    const last = await call(world, STATUS, { path: JOB, query: { errors_after } });
    expect(last.body).toEqual({
      ...body,
      errors: [{ request_number: 1, position: 2, errors: largeErrors(400) }],
      errors_truncated: false,
      errors_next_cursor: null,
    });
  });

  it('are reported one by one where each is as large as a reply', async () => {
    const [message] = await begin('member-bulks.create-or-update', {
      ...JOB,
      request_number: 1,
      members: people(2),
    });
    await refuseChunk(message as BulkChunkMessage, 2, 5_400_000);
    const pages = await pagesOf(STATUS, JOB, 'errors');
    expect(pages.map(({ errors }) => errors.length)).toEqual([1, 1]);
  });
});

describe('the errors of an import', () => {
  it('name each row once over all pages, by number and by id', async () => {
    const import_id = 'spring';
    const sent = await begin('member-imports.create', {
      import_id,
      request_number: 7,
      members: people(10 * CHUNK),
    });
    // Three hundred members have one name, on all pages.
    const nameOf = (position: number) =>
      position % 10 < 3 ? 'same@example.com' : `p${position}@example.com`;
    for (const message of sent) await refuseChunk(message, CHUNK, 15_000, nameOf);

    const path = { import_id, request_number: '7' };
    const pages = await pagesOf('member-imports.bulk-by-request-number', path, 'members_errors');
    expect(pages.length).toBe(3);
    const names = pages.flatMap((page) => Object.keys(page.members_errors));
    const all = Array.from({ length: 10 * CHUNK }, (_, position) => nameOf(position));
    const told = all.map((name, position) => (all.indexOf(name) === position ? name : `${name}#${position}`));
    expect(names).toEqual(told);

    const { bulks } = (await call(world, 'member-imports.show', { path: { import_id } })).body;
    const byId = { import_id, bulk_id: String(bulks[0].id) };
    expect(await pagesOf('member-imports.bulk', byId, 'members_errors')).toEqual(pages);
  });

  it('name each row once, whatever members are called', async () => {
    const import_id = 'odd';
    const sent = await begin('member-imports.create', { import_id, request_number: 7, members: people(5) });
    const names = ['a', 'a#2', 'a', '__proto__', '__proto__'];
    for (const message of sent) await refuseChunk(message, 5, 400, (position) => names[position] ?? '');
    const path = { import_id, request_number: '7' };
    const { body } = await call(world, 'member-imports.bulk-by-request-number', { path });
    expect(Object.keys(body.members_errors)).toEqual(['a', 'a#2', 'a#2#2', '__proto__', '__proto__#4']);
  });
});

describe('a cursor', () => {
  const refs: fc.Arbitrary<LedgerRef> = fc.oneof(
    fc.record({
      source: fc.constant('bulk' as const),
      club: fc.constantFrom('one', 'two'),
      client: fc.integer({ min: 1, max: 3 }),
      job: fc.constantFrom('1', '2', 'nightly'),
    }),
    fc.record({
      source: fc.constant('import' as const),
      club: fc.constantFrom('one', 'two'),
      import: fc.constantFrom('1', '2', 'nightly'),
      bulk: fc.integer({ min: 1, max: 3 }),
    }),
  );
  const places = fc.record({
    requestNumber: fc.maxSafeInteger(),
    request: fc.stringMatching(/^[a-z0-9-]{1,80}$/),
    chunk: fc.nat(50),
    position: fc.nat(5000),
  });

  it('gives back its place, to those whose errors they are', () => {
    fc.assert(
      fc.property(refs, refs, places, (own, other, place) => {
        const cursor = encodeErrorCursor(own, place);
        expect(cursor).toMatch(/^[A-Za-z0-9_-]{1,512}$/);
        expect(decodeErrorCursor(own, cursor)).toEqual(place);
        const same = JSON.stringify(own) === JSON.stringify(other);
        expect(decodeErrorCursor(other, cursor)).toEqual(same ? place : undefined);
      }),
    );
  });

  it('is none when anything of it is changed', () => {
    const change = fc.tuple(fc.nat(200), fc.constantFrom('', 'A', '=', '_', '%', ' ', '\n'));
    fc.assert(
      fc.property(refs, places, change, (ref, place, [at, by]) => {
        const cursor = encodeErrorCursor(ref, place);
        const changed = `${cursor.slice(0, at)}${by}${cursor.slice(at + 1)}`;
        expect(decodeErrorCursor(ref, changed)).toEqual(changed === cursor ? place : undefined);
      }),
    );
  });

  it('is a place or none, also when a caller forges it', () => {
    fc.assert(
      fc.property(refs, fc.oneof(fc.json(), fc.string()), (ref, json) => {
        const checksum = createHash('sha256')
          .update(`v1\n${ledgerName(ref)}\n${json}`)
          .digest();
        const cursor = Buffer.concat([checksum.subarray(0, 12), Buffer.from(json)]).toString('base64url');
        const place = decodeErrorCursor(ref, cursor);
        if (place) expect(JSON.stringify(Object.values(place))).toBe(JSON.stringify(JSON.parse(json)));
      }),
    );
    for (const json of ['garbage', 'null', '{}', '[]', '["a",1,null,{}]', '[1,"r",-1,0]', '[1,"r",0,0.5]']) {
      const ref = { source: 'bulk', club: 'c', client: 1, job: 'x' } as const;
      const checksum = createHash('sha256')
        .update(`v1\n${ledgerName(ref)}\n${json}`)
        .digest();
      const forged = Buffer.concat([checksum.subarray(0, 12), Buffer.from(json)]).toString('base64url');
      expect(decodeErrorCursor(ref, forged)).toBeUndefined();
    }
  });

  it('is none when it is any text', () => {
    fc.assert(
      fc.property(refs, fc.string({ unit: 'binary', maxLength: 2000 }), (ref, text) => {
        expect(decodeErrorCursor(ref, text)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['empty', ''],
    ['text', 'next'],
    ['long', 'A'.repeat(8000)],
    [
      'of another job',
      encodeErrorCursor(
        { source: 'bulk', club: 'c', client: 1, job: 'x' },
        { requestNumber: 1, request: '1', chunk: 0, position: 0 },
      ),
    ],
  ])('is refused when it is %s', async (_, errors_after) => {
    await begin('member-bulks.create-or-update', { ...JOB, request_number: 1, members: people(1) });
    await begin('member-imports.create', { import_id: 'spring', request_number: 7, members: people(1) });
    const calls = [
      [STATUS, JOB],
      ['member-imports.bulk-by-request-number', { import_id: 'spring', request_number: '7' }],
    ] as const;
    for (const [id, path] of calls) {
      const reply = await call(world, id, { path, query: { errors_after } });
      expect(reply.status).toBe(422);
      expect(reply.headers['x-error-code']).toBe('parameter_invalid');
    }
  });

  it('of a job that is not there is no matter', async () => {
    const reply = await call(world, STATUS, { path: { job_id: 'none' }, query: { errors_after: 'next' } });
    expect(reply.status).toBe(404);
  });
});
