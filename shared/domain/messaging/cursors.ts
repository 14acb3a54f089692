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

/** Whether work is left on the partition. */
export const isOpen = ({ state }: Pick<Cursor, 'state'>): boolean => state === 'open';

/** Where the preparation of a partition continues. */
export interface PreparationPosition {
  /** Which of the identifier indexes that a channel needs, from 0; always 0 for the recipients. */
  readonly indexNumber: number;
  /** The last identifier, or the place of the last recipient, that was read; empty at the beginning. */
  readonly after: string;
}

export const FIRST_POSITION: PreparationPosition = { indexNumber: 0, after: '' };

/** A dispatch that is about to be stored. */
interface PlannedDispatch {
  readonly id: number;
  readonly recipientKey: string;
  readonly partition: number;
  readonly member_id: number | null;
  readonly recipient_place: number | null;
}

/** Dispatches that the cursor names, and counts, before they are stored. */
interface Plan {
  readonly dispatches: readonly PlannedDispatch[];
  /** Whether the partition ends with them. */
  readonly isLast: boolean;
}

export interface PreparationCursor extends Cursor {
  readonly partition: number;
  readonly position: PreparationPosition;
  readonly dispatches: number;
  /** Members among them. */
  readonly members: number;
  readonly exclusions: Exclusions;
  /** Transmission partitions that have dispatches of this one. */
  readonly transmissionPartitions: readonly number[];
  readonly plan: Plan | null;
}

/** Dispatches that were claimed and whose outcome is not written yet. */
export interface InFlight {
  /** Random name of the attempt. */
  readonly attempt: string;
  readonly at: string;
  /** Keys of the recipients. */
  readonly recipientKeys: readonly string[];
}

export interface TransmissionCursor extends Cursor {
  readonly partition: number;
  /** Recipient key of the last dispatch that this pass has processed; empty at the beginning of a pass. */
  readonly after: string;
  /** From 1; deferred dispatches are tried again in the next. */
  readonly pass: number;
  /** Dispatches of this pass that the provider deferred: the next pass takes them. */
  readonly deferred: number;
  readonly in_flight: InFlight | null;
  /** Parts of the SMS that were sent, or may have been. */
  readonly sms_parts: number;
}

/** Where the transmission continues once nothing is in flight. */
export type TransmissionPosition = Pick<
  TransmissionCursor,
  'state' | 'after' | 'pass' | 'deferred' | 'sms_parts'
>;

const NEW_CURSOR = { state: 'open', version: 1 } as const;

export const newPreparationCursor = (partition: number): PreparationCursor => ({
  ...NEW_CURSOR,
  partition,
  position: FIRST_POSITION,
  dispatches: 0,
  members: 0,
  exclusions: {},
  transmissionPartitions: [],
  plan: null,
});

export const newTransmissionCursor = (partition: number): TransmissionCursor => ({
  ...NEW_CURSOR,
  partition,
  after: '',
  pass: 1,
  deferred: 0,
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
