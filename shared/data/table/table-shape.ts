/**
 * The one table: the CDK and the local stack both build it from this definition.
 * Access patterns and items are listed in docs/data.md.
 */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  ttl: 'ttl',
  indexes: {
    /** Members by canonical e-mail, per club and shard: lists, prefixes, audiences. Never exact look-ups. */
    byEmail: { name: 'byEmail', partitionKey: 'shard', sortKey: 'email' },
    /** Members by canonical MSISDN, per club and shard. */
    byMsisdn: { name: 'byMsisdn', partitionKey: 'shard', sortKey: 'msisdn' },
    /** Scheduled work by time. */
    due: { name: 'due', partitionKey: 'due_shard', sortKey: 'due_at' },
  },
} as const;

/** Every key attribute is a string. */
export const KEY_ATTRIBUTES = [
  'pk',
  'sk',
  'shard',
  'email',
  'msisdn',
  'due_shard',
  'due_at',
] as const satisfies readonly string[];
