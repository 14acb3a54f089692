const DAY_SECONDS = 24 * 60 * 60;

/** How long what is kept of a bulk lives; counters outlive personal data (contract §3.2, §4.5). */
export const JOB_TTL_SECONDS = 30 * DAY_SECONDS;
export const PERSONAL_DATA_TTL_SECONDS = DAY_SECONDS;

/**
 * How long it is kept to whom a sending wrote who is no member, and what: long enough for questions about it. What
 * was written to members stays in their history, as long as they do.
 */
export const NON_MEMBER_DATA_TTL_SECONDS = 90 * DAY_SECONDS;

/** Seconds since 1970, as the table's TTL wants them. @param now ISO 8601 */
export const ttlFrom = (now: string, seconds: number): number => Math.floor(Date.parse(now) / 1000) + seconds;
