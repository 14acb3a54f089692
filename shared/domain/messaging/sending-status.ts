import type { SendingStatus, SendingsStatus } from '#shared/vocabulary.ts';

/** How a message counts a sending: not scheduled, on its way, or over. */
type TallyGroup = 'draft' | 'pending' | 'final';
export type Tally = Readonly<Record<TallyGroup, number>>;

export const NO_SENDINGS: Tally = { draft: 0, pending: 0, final: 0 };

interface StatusRow {
  readonly group: TallyGroup;
  /** May be updated by an API client. */
  readonly editable: boolean;
  readonly cancellable: boolean;
  /** Statuses that may follow. */
  readonly next: readonly SendingStatus[];
}

/** Statuses of a sending and what they allow (contract §5.2.6). */
export const SENDING_STATUS_RULES = {
  draft: { group: 'draft', editable: true, cancellable: false, next: ['scheduled'] },
  scheduled: { group: 'pending', editable: true, cancellable: false, next: ['draft', 'preparing'] },
  preparing: {
    group: 'pending',
    editable: false,
    cancellable: true,
    next: ['prepared', 'skipped', 'cancelled', 'failed'],
  },
  prepared: {
    group: 'pending',
    editable: false,
    cancellable: true,
    next: ['transmitting', 'cancelled', 'failed'],
  },
  transmitting: {
    group: 'pending',
    editable: false,
    cancellable: true,
    next: ['transmitted', 'cancelled', 'failed'],
  },
  transmitted: { group: 'final', editable: false, cancellable: false, next: [] },
  skipped: { group: 'final', editable: false, cancellable: false, next: [] },
  cancelled: { group: 'final', editable: false, cancellable: false, next: [] },
  failed: { group: 'final', editable: false, cancellable: false, next: [] },
} as const satisfies Record<SendingStatus, StatusRow>;

export const statusGroup = (status: SendingStatus): TallyGroup => SENDING_STATUS_RULES[status].group;

export const mayFollow = (status: SendingStatus, next: SendingStatus): boolean => {
  const row: StatusRow = SENDING_STATUS_RULES[status];
  return row.next.includes(next);
};

/** All sendings of a message in one word; a message without any is a draft (contract §5.2.1). */
export const sendingsStatus = ({ draft, pending, final }: Tally): SendingsStatus => {
  if (pending === 0 && final === 0) return 'draft';
  return pending === 0 && draft === 0 ? 'finished' : 'scheduled';
};

export const sendingsCount = ({ draft, pending, final }: Tally): number => draft + pending + final;
