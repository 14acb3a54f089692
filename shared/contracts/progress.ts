const time = { type: ['string', 'null'] } as const;
const count = { type: 'integer', minimum: 0 } as const;

/** What statuses of jobs and imports say beside the documented keys (contract §3.2). */
export const PROGRESS = {
  created_at: time,
  started_at: time,
  finished_at: time,
  rows_total: { type: ['integer', 'null'], minimum: 0 },
  rows_done: count,
  request_ids: { type: 'array', items: { type: 'string' } },
  /** Absent where a request was carried out. */
  dry_run: { const: true },
} as const;

export const PROGRESS_KEYS = [
  'created_at',
  'started_at',
  'finished_at',
  'rows_total',
  'rows_done',
  'request_ids',
] as const;
