/** Mutants of `shared/data` that behave like the original. */
import type { Entry } from './equivalent.ts';

export const DATA_ENTRIES: readonly Entry[] = [
  [
    'shared/data/messaging/sending-cursors.ts',
    'Who closes a cursor moves its version, and who reads a closed one makes no step.',
    'openUnchangedCondition: #state = :open → (#state = :open OR NOT #state = :open)',
  ],
  [
    'shared/data/members/claims.ts',
    'DynamoDB compares an attribute that is missing as unlike any value.',
    'notOwnedCheck: attribute_not_exists(pk) → (attribute_not_exists(pk) AND NOT attribute_not_exists(pk))',
  ],
  [
    'shared/data/sessions/login.ts',
    'A tombstone has no password to compare.',
    'replaceHash: kind = :member → (kind = :member OR NOT kind = :member)',
  ],
  [
    'shared/data/members/claim-pages.ts',
    'DynamoDB always answers this field; the fallback is for the compiler.',
    'readClaimPage: page.Items ?? [] → (page.Items)',
    'readClaimPage: page.ScannedCount ?? items.length → (page.ScannedCount)',
  ],
  [
    'shared/data/members/member-list.ts',
    'DynamoDB always answers this field; the fallback is for the compiler.',
    'idsOfShard: page.Items ?? [] → (page.Items)',
  ],
  [
    'shared/data/table/due-items.ts',
    'DynamoDB always answers this field; the fallback is for the compiler.',
    'readDue: page.Items ?? [] → (page.Items)',
  ],
  [
    'shared/data/table/read.ts',
    'DynamoDB always answers this field; the fallback is for the compiler.',
    'readPartition: page.Items ?? [] → (page.Items)',
    'readBatch: reply.Responses?.[db.table] ?? [] → (reply.Responses?.[db.table])',
    'readBatch: reply.Responses?.[db.table] → reply.Responses[db.table]',
    'readBatch: reply.UnprocessedKeys?.[db.table] → reply.UnprocessedKeys[db.table]',
    'readLast: Items?.[0] → Items[0]',
  ],
  [
    'shared/data/bulk/bulk-requests.ts',
    'DynamoDB always answers this field; the fallback is for the compiler.',
    "nextRequestNumber: Attributes?.['arrivals'] → Attributes['arrivals']",
  ],
  [
    'shared/data/table/counters.ts',
    'DynamoDB always answers this field; the fallback is for the compiler.',
    "allocate: Attributes?.['last_id'] → Attributes['last_id']",
  ],
  [
    'shared/data/table/throttles.ts',
    'DynamoDB always answers this field; the fallback is for the compiler.',
    "countRequest: Attributes?.['n'] → Attributes['n']",
  ],
  [
    'shared/data/sessions/login-failures.ts',
    'DynamoDB always answers this field; the fallback is for the compiler.',
    'write: Attributes ?? {} → (Attributes)',
  ],
  [
    'shared/data/table/batch-statements.ts',
    'DynamoDB always answers this field; the fallback is for the compiler.',
    'runBatch: Responses?.[index]?.Error → Responses?.[index].Error',
    'runBatch: Responses?.[index] → Responses[index]',
  ],
  [
    'shared/data/members/claim-transactions.ts',
    'A claim was refused, so there is one; the fallback is for the compiler.',
    "transactClaiming: claims[0]?.club ?? '' → (claims[0]?.club)",
    'transactClaiming: claims[0]?.club → claims[0].club',
    "transactReleasing: claims[0]?.club ?? '' → (claims[0]?.club)",
    'transactReleasing: claims[0]?.club → claims[0].club',
  ],
  [
    'shared/data/sessions/sessions.ts',
    'Only whether the mark is there counts.',
    'markDevicesWrite: true → false',
  ],
  [
    'shared/data/members/claim-faults.ts',
    'There is such a holder at that point; the question is for the compiler.',
    'faultOf: holders[0]?.id → holders[0].id',
    'isReportedHere: holders.find(({ id }) => id !== claim?.owner)?.id → holders.find(({ id }) => id !== claim?.owner).id',
  ],
  [
    'shared/data/members/claim-pages.ts',
    'The last key of a scan has these two attributes and no others.',
    "keyOf: item && { pk: String(item['pk']), sk: String(item['sk']) } → (item)",
  ],
  [
    'shared/data/members/member-item.ts',
    'The client of the table leaves out what is undefined.',
    'MEMBER: member.changed && { changed: member.changed } → ({ changed: member.changed })',
  ],
  [
    'shared/data/table/keys.ts',
    'Every partition of a club names it; the fallback is for the compiler.',
    "clubOf: pk.split(SEPARATOR)[1] ?? '' → (pk.split(SEPARATOR)[1])",
  ],
  [
    'shared/data/table/batch-statements.ts',
    'Each statement has its outcome at that point; the fallback is for the compiler.',
    "runBatch: outcomes.get(one) ?? 'refused' → (outcomes.get(one))",
  ],
  [
    'shared/data/table/transact.ts',
    'The client throws errors only, and only with codes it comes to the second; both questions are for the compiler.',
    'failedChecksOf: codesOf(error) ?? [] → (codesOf(error))',
    "codesOf: error instanceof Error && error.name === 'TransactionCanceledException' → (error.name === 'TransactionCanceledException')",
  ],
];
