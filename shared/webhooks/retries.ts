import { equalJitter } from '#shared/retry.ts';

/** Events of one POST, at most. */
const MAX_EVENTS = 100;

/** How long an event is tried, as receivers are promised (contract, Webhooks). */
const EXPIRES_AFTER_MS = 20 * 24 * 60 * 60 * 1000;

/** Seconds. */
const PARTITION_PAUSE = { base: 2, cap: 15 * 60 };
const EVENT_PAUSE = { base: 5, cap: 4 * 60 * 60 };
const PROBE_PAUSE = { base: 60, cap: 15 * 60 };

/** Failures in a row after which the breaker of a receiver opens. */
export const BREAKER_FAILURES = 10;

/**
 * A batch that fails is halved, down to single events: then one that always fails is alone, and waits alone. Each that
 * is taken doubles the next.
 */
export const batchSize = (failures: number): number => Math.max(1, Math.floor(MAX_EVENTS / 2 ** failures));

export const isOverdueEvent = (at: string, now: Date): boolean =>
  now.getTime() - Date.parse(at) > EXPIRES_AFTER_MS;

const later = (now: Date, seconds: number): string => new Date(now.getTime() + 1000 * seconds).toISOString();

/** @param asked seconds that the receiver asks to wait */
type AfterFailure = (failures: number, asked: number | null, now: Date, random: number) => string;

/** When a receiver asks to go on; nothing where it does not. */
export const afterAsked = (asked: number | null, now: Date): string | undefined =>
  asked === null ? undefined : later(now, asked);

/** When a partition goes on whose batch failed so often in a row. */
export const afterBatch: AfterFailure = (failures, asked, now, random) =>
  later(now, Math.max(asked ?? 0, equalJitter(PARTITION_PAUSE, failures - 1, random)));

/** When an event is tried again that failed so often alone. */
export const afterEvent: AfterFailure = (attempts, asked, now, random) =>
  later(now, Math.max(asked ?? 0, equalJitter(EVENT_PAUSE, attempts - 1, random)));

/** When a receiver that failed so often in a row is probed. */
export const nextProbe = (failures: number, now: Date, random: number): string =>
  later(now, equalJitter(PROBE_PAUSE, Math.max(0, failures - BREAKER_FAILURES), random));
