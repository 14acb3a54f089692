import { describe, expect, it } from 'vitest';
import {
  mayFollow,
  SENDING_STATUS_RULES,
  sendingsCount,
  sendingsStatus,
} from '#shared/domain/messaging/sending-status.ts';
import { SENDING_STATUSES, type SendingStatus } from '#shared/vocabulary.ts';

const where = (holds: (status: SendingStatus) => boolean) => SENDING_STATUSES.filter(holds);

describe('statuses of a sending', () => {
  it('are editable until execution starts, and cancellable while it runs', () => {
    expect(where((status) => SENDING_STATUS_RULES[status].editable)).toEqual(['draft', 'scheduled']);
    expect(where((status) => SENDING_STATUS_RULES[status].cancellable)).toEqual([
      'preparing',
      'prepared',
      'transmitting',
    ]);
  });

  it('end for good, and every execution step can be cancelled or fail', () => {
    for (const status of SENDING_STATUSES) {
      const row = SENDING_STATUS_RULES[status];
      if (row.group === 'final') expect(row.next).toEqual([]);
      for (const next of row.next) expect(SENDING_STATUSES).toContain(next);
      expect(mayFollow(status, 'cancelled')).toBe(row.cancellable);
      expect(mayFollow(status, 'failed')).toBe(row.cancellable);
    }
    expect(mayFollow('draft', 'scheduled') && mayFollow('scheduled', 'draft')).toBe(true);
    expect(mayFollow('scheduled', 'cancelled')).toBe(false);
  });
});

describe('the status of all sendings of a message', () => {
  it.each([
    [{ draft: 0, pending: 0, final: 0 }, 'draft'],
    [{ draft: 2, pending: 0, final: 0 }, 'draft'],
    [{ draft: 0, pending: 0, final: 3 }, 'finished'],
    [{ draft: 0, pending: 1, final: 3 }, 'scheduled'],
    [{ draft: 1, pending: 0, final: 1 }, 'scheduled'],
    [{ draft: 1, pending: 1, final: 0 }, 'scheduled'],
  ] as const)('of %o is %s', (tally, expected) => {
    expect(sendingsStatus(tally)).toBe(expected);
    expect(sendingsCount(tally)).toBe(tally.draft + tally.pending + tally.final);
  });
});
