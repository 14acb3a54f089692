import { type Command, Option } from 'commander';
import type { MemberName } from '#shared/admin/member-lookup.ts';

/** How a command line names a member. */
export interface WhoOptions {
  readonly by?: MemberName;
}

/** An address has an @, a number written for people a +; anything else is an id. */
export const kindOf = (name: string): MemberName => {
  if (name.includes('@')) return 'email';
  return name.startsWith('+') ? 'msisdn' : 'id';
};

export const addMemberArgument = (command: Command): Command =>
  command
    .argument('<member>', 'id, e-mail address, or number with a +')
    .addOption(
      new Option('--by <identifier>', 'what <member> is, where it is not plain').choices([
        'id',
        'email',
        'msisdn',
      ]),
    );
