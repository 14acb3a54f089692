/** Batches: what fails the whole request, and what fails one entry of it. */
import { AwsError, type JsonObject } from './aws-json.ts';
import { entryErrorCode, queueError } from './queue-errors.ts';
import { objectList } from './queue-input.ts';

const MAX_ENTRIES = 10;
const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/;

interface FailedEntry {
  Id: string;
  SenderFault: boolean;
  Code: string;
  Message: string;
}

interface BatchResult {
  Successful: JsonObject[];
  Failed: FailedEntry[];
}

/** In the order in which SQS looks. */
export function batchEntries(input: JsonObject): JsonObject[] {
  const entries = objectList(input, 'Entries');
  if (entries.length === 0) {
    throw queueError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > MAX_ENTRIES) {
    throw queueError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  const ids = entries.map((entry) => String(entry['Id'] ?? ''));
  if (!ids.every((id) => ENTRY_ID.test(id))) {
    throw queueError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw queueError('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
  return entries;
}

/** Runs each entry on its own; a refused one is reported beside the others, with HTTP 200. */
export function eachEntry(entries: readonly JsonObject[], run: (entry: JsonObject) => object): BatchResult {
  const result: BatchResult = { Successful: [], Failed: [] };
  for (const entry of entries) {
    const Id = String(entry['Id']);
    try {
      result.Successful.push({ Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      result.Failed.push({
        Id,
        SenderFault: error.shape.status < 500,
        Code: entryErrorCode(error),
        Message: error.message,
      });
    }
  }
  return result;
}
