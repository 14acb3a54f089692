import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { StreamChange } from '#shared/stream-change.ts';
import { handleStream } from '#shared/worker/stream.ts';

/** Every type of the API's AttributeValue, with what the logic is given for it. */
const TYPES = {
  text: [{ S: 'Ann' }, 'Ann'],
  number: [{ N: '7' }, 7],
  flag: [{ BOOL: false }, false],
  nothing: [{ NULL: true }, null],
  binary: [{ B: 'AQ==' }, 'AQ=='],
  list: [{ L: [{ S: 'a' }, { N: '1' }] }, ['a', 1]],
  map: [{ M: { inner: { NS: ['1'] } } }, { inner: [1] }],
  texts: [{ SS: ['a', 'b'] }, ['a', 'b']],
  numbers: [{ NS: ['0', '12'] }, [0, 12]],
  binaries: [{ BS: ['AQ=='] }, ['AQ==']],
} as const;

const column = (at: 0 | 1) => Object.fromEntries(Object.entries(TYPES).map(([name, row]) => [name, row[at]]));

describe('a stream record', () => {
  it('is read whatever types the attributes of its item have', async () => {
    const seen: StreamChange[] = [];
    const handler = handleStream('workers.test')(async (_, changes) => {
      seen.push(...changes);
      return undefined;
    });
    const record = { dynamodb: { SequenceNumber: '1', NewImage: column(0) } };
    const answer = await handler(
      { Records: [record] } as unknown as DynamoDBStreamEvent,
      { awsRequestId: 'r', getRemainingTimeInMillis: () => 60_000 } as Context,
    );
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(seen[0]?.after).toEqual(column(1));
  });
});
