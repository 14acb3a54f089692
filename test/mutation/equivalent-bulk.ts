/** Mutants of `shared/bulk` that behave like the original. */
import type { Entry } from './equivalent.ts';

export const BULK_ENTRIES: readonly Entry[] = [
  [
    'shared/bulk/accept.ts',
    'Each request of the API has an id; the question is for the compiler.',
    'record: bulk.origin.request_id !== null && { requestId: bulk.origin.request_id } → ({ requestId: bulk.origin.request_id })',
  ],
  [
    'shared/bulk/accept.ts',
    'Of a request that was sent no chunk is unsent: nothing is sent, and its state is noted as it was.',
    "acceptBulk: request.state === 'sending' → true",
  ],
  [
    'shared/bulk/attempts.ts',
    'No other error has this code.',
    "isTransientCause: error instanceof LoyaltyError && error.code === 'busy' → (error.code === 'busy')",
  ],
  ['shared/bulk/chunk-content.ts', 'JSON leaves out what is undefined.', 'scopeOption: scope → true'],
  [
    'shared/bulk/chunk-content.ts',
    'Messages of bulks name no bulk of an import; the question is for the compiler.',
    "ledgerOfMessage: face === 'import' && bulk !== undefined → (bulk !== undefined)",
  ],
  [
    'shared/bulk/chunk-content.ts',
    'Only lines of the log have this field.',
    "logFieldsOf: face ?? 'bulk' → ('bulk')",
  ],
  [
    'shared/bulk/reap-bulks.ts',
    'A line of the log.',
    "reapBulks: logFailure(runtime, 'error', 'bulk not reaped', { ...key }, error); → ;",
  ],
  [
    'shared/bulk/work-chunk.ts',
    'A line of the log.',
    'workRows: logChunkDone(runtime, message, delivery.deliveries, result, begun); → ;',
  ],
  [
    'shared/bulk/rows/create-rows.ts',
    'A member without a time of its own gets the time of now, whether the field is missing or undefined.',
    'draft: row.payload.created_at !== undefined && { created_at: row.payload.created_at } → ({ created_at: row.payload.created_at })',
  ],
  [
    'shared/bulk/rows/create-rows.ts',
    'A row without an outcome is looked up again, too.',
    "createRows: attempts.set(row, 'again'); → ;",
  ],
  [
    'shared/bulk/rows/held-before.ts',
    'A number that is missing has no form.',
    'heldBefore: msisdn === undefined → false',
  ],
  [
    'shared/bulk/rows/predicted-rows.ts',
    'What a member holds is among its old identifiers, and these are left out before.',
    'predictedRows: held.filter(({ owner }) => owner !== after.id) → held',
    'predictedRows: owner !== after.id → true',
  ],
  [
    'shared/bulk/rows/resolve.ts',
    'No item has an id that is undefined; the fallback is for the compiler.',
    'lookUp: targetOf(row) ?? row.id → (targetOf(row))',
    'resolveUpdate: owner === undefined → false',
  ],
  [
    'shared/bulk/rows/resolve.ts',
    'Where rows are matched by an identifier, the member of the id that a row names is not read.',
    "resolveUpdate: context.options.update_by === 'id' → true",
  ],
  [
    'shared/bulk/rows/resolve.ts',
    'A row that is matched by its id looks up no identifiers.',
    "namingClaim: options.update_by === 'id' → false",
  ],
  [
    'shared/bulk/rows/row-table.ts',
    'The member is as it was read: what does not differ is written as it is.',
    'differing: Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])) → Object.entries(after)',
    'differing: JSON.stringify(value) !== JSON.stringify(before[name]) → true',
  ],
  ['shared/bulk/rows/row-table.ts', 'A tombstone has no version.', "storedRows: kind: 'member', → nothing"],
  [
    'shared/bulk/rows/row-table.ts',
    'Without claims there are no owners to read.',
    'heldAmong: claims.length === 0 → false',
  ],
  [
    'shared/bulk/rows/no-passwords.ts',
    'In a dry run a password that changes and one that does not have the same outcome.',
    'noPasswords: false → true',
  ],
  [
    'shared/bulk/rows/update-rows.ts',
    'A password that is undefined is none.',
    'decide: password === undefined → false',
  ],
];
