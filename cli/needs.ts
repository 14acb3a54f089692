import type { Command } from 'commander';

/** What a command needs: access to AWS, a client token, or nothing. */
const ACCESS = {
  table: 'AWS access to the table (--table or TABLE_NAME), or --local.',
  queues: 'AWS access to the queues of a stage (--stage), or --local.',
  secret: 'AWS access to the master secret (--secret or SECRET_ID), or --local.',
  tableAndSecret:
    'AWS access to the table (--table or TABLE_NAME) and to the master secret (--secret or SECRET_ID), or --local.',
  token: 'a client token and the address of the API (--token, --url); no AWS access.',
  nothing: 'nothing: neither AWS access nor a token.',
} as const;

type AwsAccess = keyof typeof ACCESS;

/** Commands by name; the row of a group applies to those of its commands that have none. */
const ACCESS_OF_COMMANDS: Readonly<Record<string, AwsAccess>> = {
  clubs: 'table',
  'clubs lint': 'nothing',
  tokens: 'table',
  'tokens permits': 'nothing',
  permits: 'nothing',
  policies: 'nothing',
  members: 'table',
  'members import': 'token',
  'members list': 'token',
  'members search': 'token',
  'members show': 'token',
  'members update': 'token',
  'members unsubscribe': 'token',
  consents: 'tableAndSecret',
  move: 'table',
  'move check-shadow': 'tableAndSecret',
  'move delta': 'token',
  audit: 'table',
  jobs: 'table',
  imports: 'table',
  sendings: 'table',
  messages: 'token',
  webhooks: 'token',
  mails: 'table',
  dlq: 'queues',
  keys: 'secret',
  stack: 'nothing',
  completion: 'nothing',
};

const accessOf = (path: string, group: string): AwsAccess | undefined =>
  ACCESS_OF_COMMANDS[path] ?? ACCESS_OF_COMMANDS[group];

/** Writes into the help of every command below what it needs. */
export const addAccessHelp = (program: Command): void => {
  for (const group of program.commands) {
    for (const command of group.commands.length > 0 ? group.commands : [group]) {
      const path = command === group ? group.name() : `${group.name()} ${command.name()}`;
      const need = accessOf(path, group.name());
      if (need) command.addHelpText('after', `\nNeeds ${ACCESS[need]}`);
    }
  }
};
