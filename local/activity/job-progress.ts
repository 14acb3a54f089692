import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { countsOf } from '#shared/data/bulk/bulk-ledger.ts';
import { BULK_LEDGER, IMPORT_BULK, REQUEST_LEDGER } from '#shared/data/bulk/ledger-items.ts';
import type { JobActivity } from './activity.ts';

type Image = NonNullable<DynamoDBRecord['dynamodb']>['NewImage'];

const SOURCES: Readonly<Record<string, JobActivity['source']>> = {
  [BULK_LEDGER.kind]: 'bulk',
  [IMPORT_BULK.kind]: 'import',
};

const ledgerIn = (image: Image) => {
  if (SOURCES[image?.['kind']?.S ?? ''] === undefined) return undefined;
  return REQUEST_LEDGER.match(unmarshall(image as never));
};

/** What a change of a request's ledger says of its progress. @returns nothing where no more chunks have ended */
export const jobProgress = ({ dynamodb }: DynamoDBRecord, at: string): JobActivity | undefined => {
  const ledger = ledgerIn(dynamodb?.NewImage);
  if (!ledger) return undefined;
  const before = ledgerIn(dynamodb?.OldImage);
  const { chunks, done, failed, created, updated, invalid } = countsOf(ledger);
  const ended = (counts: { done: number; failed: number }) => counts.done + counts.failed;
  if (before && ended(countsOf(before)) === done + failed) return undefined;
  const parts = ledger.pk.split('#');
  return {
    kind: 'job',
    at,
    club: parts[1] ?? '',
    source: SOURCES[ledger.kind] ?? 'bulk',
    id: parts.at(-1) ?? '',
    request: ledger.sk,
    chunks,
    chunks_done: done + failed,
    members_created: created,
    members_updated: updated,
    members_invalid: invalid,
  };
};
