import { describe, expect, it } from 'vitest';
import type { BulkState } from '../../cli/import/api.ts';
import type { Batch } from '../../cli/import/batches.ts';
import { NOTHING } from '../../cli/import/journal.ts';
import { runImport } from '../../cli/import/run-import.ts';

const FINISHED = {
  status: 'finished',
  members_in_payload_number: 1,
  members_created_number: 1,
  members_updated_number: 0,
  members_with_validation_errors_number: 0,
  members_errors: {},
} as BulkState;

const batch = (number: number): Batch => ({
  number,
  rows: [{ line: number, member: { properties: { email: `${number}@example.com` } } }],
  bad: [],
  earlier: 0,
  records: 1,
  end: number,
});

/** An import of batches of one row. @param failing the number of the request that fails */
const importOf = (batches: number, { failing = 0 } = {}) => {
  const seen = {
    read: 0,
    sending: 0,
    mostSending: 0,
    mostOpen: 0,
    sent: [] as number[],
    done: [] as number[],
  };
  const pass = () => new Promise((resolve) => setImmediate(resolve));
  const run = runImport({
    params: { operation: 'create' },
    plan: {
      format: 'jsonl',
      file: { bytes: batches, sha256: '' },
      delimiter: null,
      schemaHash: '',
      async *batches() {
        while (seen.read < batches) {
          seen.read += 1;
          yield batch(seen.read);
        }
      },
    },
    api: {
      schema: () => Promise.reject(new Error('read before')),
      async send({ request_number }: { request_number: number }) {
        seen.sending += 1;
        seen.mostSending = Math.max(seen.mostSending, seen.sending);
        await pass();
        seen.sending -= 1;
        if (request_number === failing) throw new Error('refused');
      },
      async bulk() {
        for (let turn = 0; turn < 50; turn += 1) await pass();
        return FINISHED;
      },
    },
    journal: {
      head: { import_id: 'i' },
      sent: new Map(),
      done: { ...NOTHING, done: 0, errors_bytes: 0 },
      noteSent: async (number: number) => void seen.sent.push(number),
      noteDone: async ({ done }: { done: number }) => {
        seen.mostOpen = Math.max(seen.mostOpen, seen.read - seen.done.length);
        seen.done.push(done);
      },
    },
    errors: { write: async () => 0 },
    progress: { start: () => {}, sent: () => {}, update: () => {}, say: () => {}, stop: () => {} },
    signal: new AbortController().signal,
    concurrency: 4,
    pollSeconds: 0,
    isLate: false,
  } as unknown as Parameters<typeof runImport>[0]);
  return { run, seen };
};

const upTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1);

describe('an import', () => {
  it('has so many requests on their way and so many outcomes open, and collects in order', async () => {
    const { run, seen } = importOf(100);
    expect(await run).toMatchObject({ created: 100 });
    expect(seen.done).toEqual(upTo(100));
    expect(seen.mostSending).toBe(4);
    // The window, and the batch whose outcome is being collected.
    expect(seen.mostOpen).toBe(33);
  });

  it('sends nothing more after a failure, and collects what was sent before it', async () => {
    const { run, seen } = importOf(100, { failing: 20 });
    await expect(run).rejects.toThrow('refused');
    expect(seen.done).toEqual(upTo(19));
    expect(Math.max(...seen.sent)).toBeLessThan(24);
  });
});
