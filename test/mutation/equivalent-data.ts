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
    'shared/data/messaging/sending-dispatches.ts',
    'What was read was asked for; the fallback is for the compiler.',
    "findDispatchContents: texts.get(nameOf(item)) ?? '' → (texts.get(nameOf(item)))",
  ],
  [
    'shared/data/sessions/sessions.ts',
    'Only whether the mark is there counts.',
    'markDevicesWrite: true → false',
  ],
];
