const DAY_SECONDS = 24 * 60 * 60;

/** How long a job and its ledgers live; counters outlive personal data (contract §3.2, §4.5). */
export const JOB_TTL_SECONDS = 90 * DAY_SECONDS;
/** Chunks and deadlines: longer than any message of theirs may come. */
export const CHUNK_TTL_SECONDS = 30 * DAY_SECONDS;
export const PERSONAL_DATA_TTL_SECONDS = DAY_SECONDS;

/**
 * How long the table keeps addresses and texts of a sending to non-members: long enough for questions about it. Those
 * of members stay in their history, as long as the member does.
 */
export const NON_MEMBER_DATA_TTL_SECONDS = 90 * DAY_SECONDS;

/** Events of webhooks, and the log of their deliveries. */
export const WEBHOOK_TTL_SECONDS = 30 * DAY_SECONDS;

/** Seconds since 1970, as the table's TTL wants them. @param now ISO 8601 */
export const ttlFrom = (now: string, seconds: number): number => Math.floor(Date.parse(now) / 1000) + seconds;
