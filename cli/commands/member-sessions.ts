import type { Command } from 'commander';
import { logOutMember, type SessionView, showSessions } from '#shared/admin/member-sessions.ts';
import { wholeNumber } from '../arguments.ts';
import { type Column, type Report, tableOf } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';

interface MemberOptions {
  readonly club: string;
}

const COLUMNS: readonly Column<SessionView>[] = [
  { title: 'SESSION', value: ({ sid }) => sid },
  { title: 'STATE', value: ({ live }) => (live ? 'live' : 'ended') },
  { title: 'TOKEN', value: ({ client }) => client },
  { title: 'LOGGED IN', value: ({ created_at }) => created_at },
  { title: 'REFRESHED', value: ({ refreshed_at }) => refreshed_at },
  { title: 'EXPIRES', value: ({ expires_at }) => expires_at },
];

const sessions = async (
  { db, now }: CommandContext,
  member: number,
  { club }: MemberOptions,
): Promise<Report> => {
  const found = await showSessions(db(), { club, member }, now);
  const none = `Member ${member} has no sessions.`;
  return { json: found, text: found.length === 0 ? none : tableOf(COLUMNS, found) };
};

const logout = async ({ db }: CommandContext, member: number, { club }: MemberOptions): Promise<Report> => {
  await logOutMember(db(), { club, member });
  return {
    json: { logged_out: member },
    text: `Member ${member} is logged out everywhere: all tokens issued until now are refused.`,
    act: { clubs: [club], about: { member } },
  };
};

/** Adds `loyalty members sessions` and `… logout`. */
export const addMemberSessionCommands = (members: Command): void => {
  members
    .command('sessions')
    .description('list the sessions of a member')
    .argument('<id>', 'the member id', wholeNumber)
    .requiredOption('--club <slug>', 'the club of the member')
    .addHelpText('after', '\nExample:\n  loyalty --local members sessions 42 --club infinity-mall')
    .action(reporting(sessions));

  members
    .command('logout')
    .description('end all sessions of a member')
    .argument('<id>', 'the member id', wholeNumber)
    .requiredOption('--club <slug>', 'the club of the member')
    .addHelpText(
      'after',
      '\nThe password stays. Set a new one to exclude a person who knows it.\n\nExample:\n  loyalty --local members logout 42 --club infinity-mall',
    )
    .action(reporting(logout));
};
