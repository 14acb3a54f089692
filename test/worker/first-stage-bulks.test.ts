import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { importBulkReport } from '#shared/bulk/import-report.ts';
import { bulkReport } from '#shared/bulk/report.ts';
import { bulkReaper } from '#shared/contracts/scheduled-workers.ts';
import type { JobRef } from '#shared/data/bulk/bulk-keys.ts';
import { OVERDUE_SECONDS } from '#shared/domain/bulk/import-bulk.ts';
import type { OutgoingMessage } from '#shared/ports/message-queue.ts';
import { deliver } from '../support/deliver.ts';
import { runScheduled } from '../support/schedule.ts';
import { createWorld, type World } from '../support/world.ts';

/**
 * What the code of the first stage wrote: a job of three chunks and an import's bulk of two, of each one chunk ended,
 * with the messages of the others. Members and claims are left out.
 */
interface Stored {
  readonly at: string;
  readonly client: number;
  readonly messages: { readonly job: OutgoingMessage[]; readonly import: OutgoingMessage[] };
  readonly items: Record<string, { S?: string; N?: string; B?: string }>[];
}

const stored = JSON.parse(
  readFileSync(join(import.meta.dirname, 'first-stage-bulks.json'), 'utf8'),
) as Stored;

const binary = (value: object): object =>
  'B' in value ? { B: Buffer.from(String(value.B), 'base64') } : value;

let world: World;
const CLUB = 'first-stage';
const job: JobRef = { source: 'bulk', club: CLUB, client: stored.client, job: 'nightly' };

/** The keys are those that were written, so each test begins with nothing below them. */
const clear = async (): Promise<void> => {
  const found: { Items?: Record<string, unknown>[] | undefined } = await world.db.doc.send(
    new ScanCommand({
      TableName: world.db.table,
      FilterExpression: 'begins_with(pk, :club)',
      ExpressionAttributeValues: { ':club': `CLUB#${CLUB}` },
    }),
  );
  for (const { pk, sk } of found.Items ?? [])
    await world.db.doc.send(new DeleteCommand({ TableName: world.db.table, Key: { pk, sk } }));
};

beforeEach(async () => {
  world = await createWorld();
  await clear();
  for (const item of stored.items) {
    const Item = Object.fromEntries(Object.entries(item).map(([name, value]) => [name, binary(value)]));
    await world.db.doc.send(new PutItemCommand({ TableName: world.db.table, Item: Item as never }) as never);
  }
  world.clock.ahead = (Date.parse(stored.at) - Date.now()) / 1000 + 60;
});

/** What the members that the messages made say about where they come from. */
const origins = async (): Promise<unknown[]> => {
  const { Items = [] } = await world.db.doc.send(
    new ScanCommand({
      TableName: world.db.table,
      FilterExpression: 'begins_with(pk, :club) AND kind = :member',
      ExpressionAttributeValues: { ':club': `CLUB#${CLUB}`, ':member': 'member' },
    }),
  );
  return [...new Set(Items.map(({ changed }) => changed.source))];
};

const jobNow = () => bulkReport(world.runtime, job);
const importNow = () => importBulkReport(world.runtime, CLUB, 'spring', { requestNumber: 7 });

describe('bulks of the first stage', () => {
  it('are read, finished by the messages it left, and counted once whatever comes again', async () => {
    expect(await jobNow()).toMatchObject({
      status: 'in_progress',
      bulk_jobs: 3,
      bulk_jobs_done: 1,
      members_created_number: 49,
      members_with_validation_errors_number: 1,
      errors: [{ request_number: 1, position: 249 }],
    });
    for (const message of [...stored.messages.job, ...stored.messages.job])
      expect(await deliver(world, [message])).toEqual([]);
    expect(await jobNow()).toMatchObject({
      status: 'finished',
      bulk_jobs: 3,
      bulk_jobs_done: 3,
      members_created_number: 249,
      members_with_validation_errors_number: 1,
      errors: [{ request_number: 1, position: 249 }],
    });
    expect(await origins()).toEqual(['bulk']);
  });

  it('of imports too', async () => {
    expect(await importNow()).toMatchObject({ status: 'working', members_created_number: 100 });
    for (const message of [...stored.messages.import, ...stored.messages.import])
      expect(await deliver(world, [message])).toEqual([]);
    expect(await importNow()).toMatchObject({
      status: 'finished',
      members_created_number: 150,
      retries: 0,
    });
    expect(await origins()).toEqual(['import']);
  });

  it('are ended by the reaper, but for the chunks that had ended', async () => {
    world.clock.ahead += OVERDUE_SECONDS;
    await runScheduled(world, bulkReaper);
    expect(await jobNow()).toMatchObject({
      status: 'fatal_error',
      bulk_jobs: 3,
      bulk_jobs_done: 3,
      members_created_number: 49,
    });
    expect(await importNow()).toMatchObject({ status: 'failed', members_created_number: 100 });
  });
});
