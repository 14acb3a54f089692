import type { Command } from 'commander';

/** What somebody must have to run a command: access to AWS, or a client token, or nothing. */
export const NEEDS = {
  table: 'AWS access to the table (--table or TABLE_NAME), or --local.',
  queues: 'AWS access to the queues of a stage (--stage), or --local.',
  secret: 'AWS access to the master secret (--secret or SECRET_ID), or --local.',
  token: 'a client token and the address of the API (--token, --url); no AWS access.',
  nothing: 'nothing: neither AWS access nor a token.',
} as const;

export type Need = keyof typeof NEEDS;

/** Commands by name; a group speaks for those of its commands that have no row. */
const NEEDS_OF: Readonly<Record<string, Need>> = {
  clubs: 'table',
  'clubs lint': 'nothing',
  tokens: 'table',
  'tokens permits': 'nothing',
  permits: 'nothing',
  policies: 'nothing',
  members: 'table',
  'members import': 'token',
  jobs: 'table',
  imports: 'table',
  sendings: 'table',
  dlq: 'queues',
  keys: 'secret',
  stack: 'nothing',
  completion: 'nothing',
};

const needOf = (path: string, group: string): Need | undefined => NEEDS_OF[path] ?? NEEDS_OF[group];

/** Writes into the help of every command below what it needs. */
export const tellNeeds = (program: Command): void => {
  for (const group of program.commands) {
    for (const command of group.commands.length > 0 ? group.commands : [group]) {
      const path = command === group ? group.name() : `${group.name()} ${command.name()}`;
      const need = needOf(path, group.name());
      if (need) command.addHelpText('after', `\nNeeds ${NEEDS[need]}`);
    }
  }
};
