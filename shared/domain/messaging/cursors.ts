import type { Exclusions } from './deliverability.ts';

/**
 * How far the work on one partition of a sending has got. `closed`: the sending was aborted, and no batch may
 * commit any more.
 */
interface Cursor {
  readonly state: 'open' | 'done' | 'closed';
  /** Raised by every batch: a worker that finds another version stops. */
  readonly version: number;
}

/** Where in its source the preparation of a partition continues. */
export interface PreparationPosition {
  /** Which of the channel's sources, from 0. */
  readonly source: number;
  /** What was taken last from it; empty at its beginning. */
  readonly after: string;
}

export interface PreparationCursor extends Cursor {
  readonly partition: number;
  readonly position: PreparationPosition;
  readonly dispatches: number;
  /** Members among them. */
  readonly members: number;
  readonly exclusions: Exclusions;
  /** Transmission partitions that have dispatches of this one. */
  readonly partitions: readonly number[];
}

/** Dispatches that were claimed and whose outcome is not written yet. */
interface InFlight {
  /** Random name of the attempt. */
  readonly attempt: string;
  readonly at: string;
  readonly recipients: readonly string[];
}

export interface TransmissionCursor extends Cursor {
  readonly partition: number;
  /** Recipient of the last dispatch that was worked; empty at the beginning of a pass. */
  readonly after: string;
  /** From 1; deferred dispatches are tried again in the next. */
  readonly pass: number;
  /** Dispatches that this pass leaves to the next. */
  readonly left: number;
  readonly in_flight: InFlight | null;
  /** Parts of the SMS that were sent, or may have been. */
  readonly sms_parts: number;
}

/** Where the transmission continues once nothing is in flight. */
export type TransmissionPosition = Pick<
  TransmissionCursor,
  'state' | 'after' | 'pass' | 'left' | 'sms_parts'
>;

const NEW_CURSOR = { state: 'open', version: 1 } as const;

export const newPreparationCursor = (partition: number): PreparationCursor => ({
  ...NEW_CURSOR,
  partition,
  position: { source: 0, after: '' },
  dispatches: 0,
  members: 0,
  exclusions: {},
  partitions: [],
});

export const newTransmissionCursor = (partition: number): TransmissionCursor => ({
  ...NEW_CURSOR,
  partition,
  after: '',
  pass: 1,
  left: 0,
  in_flight: null,
  sms_parts: 0,
});

/**
 * The lease of an attempt. Longer than a worker may run: the worker of an older attempt has ended, and which of its
 * messages the provider has is unknown.
 */
export const IN_FLIGHT_LEASE_SECONDS = 90;

export const isExpired = ({ at }: InFlight, now: Date): boolean =>
  now.getTime() - Date.parse(at) > IN_FLIGHT_LEASE_SECONDS * 1000;
