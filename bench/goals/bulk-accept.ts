import { acceptBulk } from '#shared/bulk/accept.ts';
import { BULK_MAX_MEMBERS } from '#shared/contracts/member-bulks.ts';
import { keyRing } from '#shared/crypto/key-ring.ts';
import { dbOf } from '#shared/data/table/db.ts';
import { type BulkMember, checkBulk } from '#shared/domain/bulk/bulk-request.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { memberBulksCreateOrUpdate as validator } from '#shared/http/generated/first-error.js';
import { withinJsonLimits } from '#shared/json-limits.ts';
import { bulkQueue } from '#shared/ports/bulk-queue.ts';
import { database } from '#shared/ports/database.ts';
import { keys } from '#shared/ports/secrets.ts';
import { createRuntime } from '#shared/runtime.ts';
import { besideEachOther, cpuOf, takeTurns } from '../cpu.ts';
import type { Goal } from '../goal.ts';

const body = JSON.stringify({
  members: Array.from({ length: BULK_MAX_MEMBERS }, (_, n) => ({
    properties: {
      email: `person.number.${n}@example.com`,
      msisdn: `47400${String(n).padStart(5, '0')}`,
      first_name: 'Kari',
      last_name: `Nordmann ${n}`,
      birthday: '1990-10-23',
      interests: ['sportwear'],
    },
  })),
});

const runtime = createRuntime();
const ring = keyRing({ kid: 'b', master: 'a-master-secret-for-benchmarks-0123456789' });
runtime.provide(keys, async () => ring);
runtime.provide(bulkQueue, { send: async () => [] });
const doc = { send: async () => ({ Attributes: { last_id: BULK_MAX_MEMBERS } }) };
runtime.provide(database, dbOf(doc as never, 'bench', runtime));

const accept = async (): Promise<void> => {
  if (!withinJsonLimits(body)) throw new Error('The body is beyond the limits');
  const parsed = JSON.parse(body) as { members: BulkMember[] };
  if (!validator(parsed)) throw new Error('The body is not valid');
  checkBulk(parsed.members, ['email', 'msisdn'], BULK_MAX_MEMBERS, 'NO');
  await acceptBulk(runtime, {
    group: { source: 'bulk', club: 'bench', client: 1, job: 'bench' },
    isNew: true,
    requestNumber: undefined,
    idempotencyUuid: undefined,
    schemaVersion: 1,
    members: parsed.members,
    origin: changeOrigin('bulk'),
    options: { only_create: false, password_min_length: 8, product: 'default', subproduct: null },
  });
};

const TIMES = 5;

const perBody = async (work: () => unknown): Promise<number> => {
  const cpu = await cpuOf(async () => {
    for (let n = 0; n < TIMES; n += 1) await work();
  });
  return cpu / TIMES;
};

export const goal: Goal = {
  id: 'P1',
  measures:
    'CPU of accepting a bulk of 5,000 members, beside parsing its JSON once. Table and queue answer at once, so it is the work of the function alone.',
  unit: 'ms of CPU a request',
  measure: async () => {
    const { ours, parsing } = await takeTurns({
      ours: () => perBody(accept),
      parsing: () => perBody(() => JSON.parse(body)),
    });
    return [besideEachOther('5,000 members', ours, ['JSON.parse', parsing])];
  },
};
