import { readPreparationCursors, readTransmissionCursors } from '#shared/data/messaging/sending-cursors.ts';
import { readDispatches } from '#shared/data/messaging/sending-dispatches.ts';
import { findSendingState } from '#shared/data/messaging/sendings.ts';
import type { Db } from '#shared/data/table/db.ts';
import { isOpen } from '#shared/domain/messaging/cursors.ts';

/** How far a sending has got, read from the table. */
export interface Progress {
  readonly status: string;
  /** Dispatches that are stored, while it is prepared. */
  readonly filled: number;
  /** Dispatches in flight, by the name of the attempt. */
  readonly inFlight: ReadonlyMap<string, number>;
  /** Parts that are not done. */
  readonly open: number;
}

export const progressOf = async (db: Db, club: string, sending: number): Promise<Progress> => {
  const ref = { club, sending };
  const [state, preparation, transmission] = await Promise.all([
    findSendingState(db, club, sending),
    readPreparationCursors(db, ref),
    readTransmissionCursors(db, ref),
  ]);
  const cursors = state?.entity.status === 'preparing' ? preparation : transmission;
  return {
    status: state?.entity.status ?? 'gone',
    filled: preparation.reduce((sum, { dispatches }) => sum + dispatches, 0),
    inFlight: new Map(
      transmission.flatMap(({ in_flight }) =>
        in_flight ? [[in_flight.attempt, in_flight.recipientKeys.length]] : [],
      ),
    ),
    open: cursors.filter(isOpen).length,
  };
};

interface SendingAccount {
  readonly dispatches: number;
  readonly transmitted: readonly string[];
  readonly unknown: readonly string[];
  /** What became of all others. */
  readonly otherwise: readonly string[];
}

/** Addresses by the dispatches: those that got a message, and those whose outcome is unknown. */
export const accountOf = async (db: Db, club: string, sending: number): Promise<SendingAccount> => {
  const dispatches = await readDispatches(db, club, sending);
  const addresses = (of: typeof dispatches) => of.map(({ msisdn }) => msisdn ?? '');
  const transmitted = dispatches.filter((one) => one.transmission_status === 'transmitted');
  const unknown = dispatches.filter((one) => one.external_delivery_status === 'unknown');
  return {
    dispatches: dispatches.length,
    transmitted: addresses(transmitted),
    unknown: addresses(unknown),
    otherwise: dispatches
      .filter((one) => !transmitted.includes(one) && !unknown.includes(one))
      .map((one) => `${one.transmission_status}: ${one.external_delivery_status}`),
  };
};
