import { chunkOf } from '#shared/bulk/chunk-content.ts';
import { encodeErrorCursor } from '#shared/bulk/error-cursor.ts';
import type { BulkChunkMessage } from '#shared/contracts/queue-messages.ts';
import { call } from '../../support/api.ts';
import { drain } from '../../support/deliver.ts';
import type { Example, Examples } from '../../support/documented-keys.ts';
import { ANN, committed } from '../../support/mailing.ts';
import type { World } from '../../support/world.ts';
import { ATTRIBUTES, HASH, idOfAnn, mailing, memberState, STORED_ID, storedMember } from './member-state.ts';

const BULK = 'member-bulks.create-or-update';
const STATUS = 'member-bulks.status';
const IMPORT = 'member-imports.create';
const OF_IMPORT = 'member-imports.bulk-by-request-number';

/** A row without the names that the schema requires. */
const INVALID = { properties: { email: 'bob@example.com' } };

/** Works the queue; @returns the report, the member that the first row names, and the messages that it queued */
const worked = async (world: World, report: () => Promise<{ readonly body: unknown }>) => {
  await drain(world, world.queue.sent.splice(0));
  const id = await idOfAnn(world);
  return [(await report()).body, id && (await committed(world, id)), await memberState(world, id)];
};

/** @param stored a member that is there before */
const bulk =
  (request: object, row: object = {}, stored?: object): Example =>
  async (ask) => {
    const world = await mailing();
    // A job that the request does not name has the same name each time.
    Object.assign(world.runtime, { uuid: () => 'unnamed' });
    if (stored) await storedMember(world, stored);
    const body = { ...request, members: [{ properties: ANN, ...row }, INVALID] };
    const { body: reply } = await ask(world, { body });
    return worked(world, () => call(world, STATUS, { path: { job_id: reply.job_id ?? 'none' } }));
  };

const imported =
  (request: object, row: object = {}, stored?: object): Example =>
  async (ask) => {
    const world = await mailing();
    Object.assign(world.runtime, { uuid: () => 'unnamed' });
    if (stored) await storedMember(world, stored);
    const body = { ...request, members: [{ properties: ANN, ...row }] };
    const { body: reply } = await ask(world, { body });
    const path = { import_id: reply.import_id ?? 'none' };
    return [
      await worked(world, () => call(world, 'member-imports.show', { path })),
      (await call(world, OF_IMPORT, { path: { ...path, request_number: '7' } })).body,
    ];
  };

const KEPT_JOB = { job_id: 'job', request_number: 7 };
const KEPT_IMPORT = { import_id: 'spring', request_number: 7 };
const UPDATE = { operation: 'update', ...KEPT_IMPORT };
const ORIGIN = { optin_channel: 'till', optin_subchannel: 'till 4', created_at: '2001-02-03' };
const RESTORED = {
  id: 4711,
  ...ORIGIN,
  updated_at: '2002-03-04T05:06:07Z',
  sms_status: 'barred',
  email_status: 'verified',
  push_status: 'unsubscribed',
  updated_channel: 'app',
  updated_subchannel: 'app 2',
  banned_until: '2999-01-01T00:00:00Z',
  person_id: 7,
  password_hash: HASH,
};
const LIKES = { ...ANN, interests: ['bikes_and_cars'] };

const INVALID_ROWS = [INVALID, { properties: { email: 'eve@example.com' } }];

/** Errors of a worked job or bulk after the first. */
const errorsAfter =
  (create: string, request: object, path: (world: World) => Promise<Record<string, string>>): Example =>
  async (ask) => {
    const world = await mailing();
    await call(world, create, { body: { ...request, members: INVALID_ROWS } });
    const { ledger, request: id } = chunkOf(JSON.parse(world.queue.sent[0]?.body ?? '') as BulkChunkMessage);
    await drain(world, world.queue.sent.splice(0));
    const errors_after = encodeErrorCursor(ledger, { requestNumber: 7, request: id, chunk: 0, position: 0 });
    await ask(world, { path: await path(world), query: { errors_after } });
  };

export const BULK_EXAMPLES: Examples = {
  [BULK]: [
    bulk(KEPT_JOB, { ...ATTRIBUTES, source: 'till', subsource: 'till 4' }),
    bulk({ ...KEPT_JOB, only_create: true }, {}, { ...ANN, first_name: 'Old' }),
    bulk({ dry_run: true }),
    bulk(
      { send_sms_welcome_message: false, send_email_welcome_message: false, ...KEPT_JOB },
      { password_hash: HASH },
    ),
  ],
  [STATUS]: [errorsAfter(BULK, KEPT_JOB, async () => ({ job_id: 'job' }))],
  [IMPORT]: [
    imported(KEPT_IMPORT, { ...ATTRIBUTES, ...ORIGIN }),
    imported({ dry_run: true }),
    imported(KEPT_IMPORT, { password_hash: HASH, id: 1 }),
    imported({ ...KEPT_IMPORT, member_identifier_type: 'email', multi_values_update_mode: 'append' }),
    imported(
      { ...UPDATE, member_identifier_type: 'email', multi_values_update_mode: 'append' },
      {
        properties: { email: ANN.email, interests: ['sportwear'] },
      },
      LIKES,
    ),
    imported(UPDATE, { id: STORED_ID, ...ATTRIBUTES, ...ORIGIN, properties: { first_name: 'Eve' } }, ANN),
    imported({ ...KEPT_IMPORT, operation: 'restore' }, RESTORED),
    imported({ ...KEPT_IMPORT, operation: 'restore' }, { id: 4711, ...ATTRIBUTES }),
    imported(KEPT_IMPORT, { optin_channel: 5, optin_subchannel: ' ', created_at: 'yesterday' }),
  ],
  'member-imports.bulk': [
    errorsAfter(IMPORT, KEPT_IMPORT, async (world) => {
      const { body } = await call(world, 'member-imports.show', { path: { import_id: 'spring' } });
      return { import_id: 'spring', bulk_id: String(body.bulks[0].id) };
    }),
  ],
  [OF_IMPORT]: [errorsAfter(IMPORT, KEPT_IMPORT, async () => ({ import_id: 'spring', request_number: '7' }))],
};
