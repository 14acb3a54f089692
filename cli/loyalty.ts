#!/usr/bin/env node
/** The operator's command. */
import { Command, CommanderError } from 'commander';
import { LOCAL } from '#shared/env-names.ts';
import { addAuditCommands } from './commands/audit.ts';
import { addClubCommands } from './commands/clubs.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addConsentCommands } from './commands/consents.ts';
import { addDeadLetterCommands } from './commands/dlq.ts';
import { addImportCommands } from './commands/imports.ts';
import { addJobCommands } from './commands/jobs.ts';
import { addKeyCommands } from './commands/keys.ts';
import { addMailCommands } from './commands/mails.ts';
import { addMemberCommands } from './commands/members.ts';
import { addMessageCommands } from './commands/messages.ts';
import { addMoveCommands } from './commands/move.ts';
import { addPermitCommands } from './commands/permits.ts';
import { addPolicyCommands } from './commands/policies.ts';
import { addSendingCommands } from './commands/sendings.ts';
import { addStackCommand } from './commands/stack.ts';
import { addTokenCommands } from './commands/tokens.ts';
import { addWebhookCommands } from './commands/webhooks.ts';
import { EXIT, exitCodesText } from './exit-codes.ts';
import { addAccessHelp } from './needs.ts';

// npm runs its scripts in the project's folder; files are relative to the folder of the caller.
if (process.env['npm_lifecycle_event'] === 'loyalty') process.chdir(process.env['INIT_CWD'] ?? '.');

const program = new Command('loyalty')
  .description('Operate a loyalty club backend: clubs, API clients, members, background work, dead letters.')
  .option('--local', `use the stack on this machine (table "${LOCAL.tableName}")`)
  .option('--table <name>', 'the DynamoDB table; otherwise TABLE_NAME')
  .option('--secret <id>', 'the master secret, for "keys" and "consents"; otherwise SECRET_ID')
  .option('--region <region>', 'the AWS region; otherwise the AWS environment')
  .option('--json', 'print the result as JSON, and nothing else on standard output')
  .showHelpAfterError('(add --help for help)')
  .exitOverride()
  .addHelpText(
    'after',
    `
--local talks to DynamoDB at 127.0.0.1, port DYNAMODB_PORT (${LOCAL.dynamodbPort}). Without it the usual AWS
environment decides: AWS_PROFILE, AWS_REGION, or the role of the machine. The help of each command says what it needs.

${exitCodesText()}

Examples:
  loyalty --local clubs create infinity-mall --file local/demo/infinity-mall.json
  loyalty --local tokens create --name "Web shop" --club infinity-mall --permit BL:Api:Members:Create
  loyalty --local clubs list`,
  );

addClubCommands(program);
addTokenCommands(program);
addPermitCommands(program);
addPolicyCommands(program);
addMemberCommands(program);
addConsentCommands(program);
addMoveCommands(program);
addJobCommands(program);
addImportCommands(program);
addMessageCommands(program);
addSendingCommands(program);
addWebhookCommands(program);
addMailCommands(program);
addDeadLetterCommands(program);
addKeyCommands(program);
addAuditCommands(program);
addStackCommand(program);
addCompletionCommand(program);
addAccessHelp(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander exits with 1 for a wrong command line; here 1 is a valid command that was refused.
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
}
