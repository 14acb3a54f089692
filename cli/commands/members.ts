import type { Command } from 'commander';
import { addMemberChangeCommands } from './member-changes.ts';
import { addMemberClaimCommands } from './member-claims.ts';
import { addMemberDataCommands } from './member-data.ts';
import { addMemberHistoryCommand } from './member-history.ts';
import { addMemberImportCommand } from './member-import.ts';
import { addMemberNumberCommands } from './member-numbers.ts';
import { addMemberPasswordCommands } from './member-passwords.ts';
import { addMemberQueryCommands } from './member-queries.ts';
import { addMemberSessionCommands } from './member-sessions.ts';

/** Adds `loyalty members …`. */
export const addMemberCommands = (program: Command): void => {
  const members = program
    .command('members')
    .description(
      'list, show, change, import, export and erase members; show what changed of them; list and end their sessions; check their claims, numbers and passwords',
    );
  addMemberQueryCommands(members);
  addMemberChangeCommands(members);
  addMemberImportCommand(members);
  addMemberDataCommands(members);
  addMemberHistoryCommand(members);
  addMemberSessionCommands(members);
  addMemberClaimCommands(members);
  addMemberNumberCommands(members);
  addMemberPasswordCommands(members);
};
