import { added, times, type Usage } from './prices.ts';
import {
  automaticMail,
  bulkRow,
  createdMember,
  recipient,
  request,
  storedMember,
  storedMessage,
  updatedMember,
} from './usage.ts';

/** A month of a typical mall's club: assumptions, for a club of your own change the factors. */

interface Habit {
  readonly of: string;
  /** How often a month: of each member, or in the whole club. */
  readonly perMember?: number;
  readonly perClub?: number;
  readonly usage: () => Usage;
}

const MAILS_KEPT = 24;

export const HABITS: readonly Habit[] = [
  { of: 'members and their indexes, kept', perMember: 1, usage: storedMember },
  {
    of: `messages kept (two years of a mail a month)`,
    perMember: MAILS_KEPT,
    usage: storedMessage,
  },
  {
    of: 'a full import each night, nothing changed',
    perMember: 30,
    usage: () => bulkRow('unchanged row of a bulk'),
  },
  {
    of: 'new members with a welcome mail',
    perMember: 0.02,
    usage: () => added(createdMember(), automaticMail()),
  },
  { of: 'updates of a member', perMember: 0.05, usage: updatedMember },
  { of: 'log-ins', perMember: 0.2, usage: () => request('log in', 1) },
  { of: 'calls of the app', perMember: 4, usage: () => request('authenticated call') },
  {
    of: 'refreshes of a session',
    perMember: 2,
    usage: () => added(request('refresh a session'), request('first call with a refreshed pair')),
  },
  { of: 'look-ups by e-mail (till, website)', perMember: 1, usage: () => request('read a member by e-mail') },
  { of: 'a newsletter by mail', perMember: 1, usage: () => recipient('mail') },
  { of: 'an SMS to a tenth, without its carrier', perMember: 0.1, usage: () => recipient('SMS') },
];

/** What a habit uses in a month of a club. */
export const usageOf = ({ perMember = 0, perClub = 0, usage }: Habit, members: number): Usage =>
  times(usage(), perMember * members + perClub);
