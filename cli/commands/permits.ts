import type { Command } from 'commander';
import { PERMITS } from '#shared/contracts/permits.ts';
import { fieldsOf, type Report } from '../output.ts';
import { reporting } from '../run.ts';

const list = (): Report => ({
  json: Object.entries(PERMITS).map(([name, description]) => ({ name, description })),
  text: fieldsOf(PERMITS),
});

/** Adds `loyalty permits …`. */
export const addPermitCommands = (program: Command): void => {
  program
    .command('permits')
    .description('the permits that a client token can have')
    .command('list')
    .description('list the permits a token can have')
    .addHelpText('after', '\nExample:\n  loyalty permits list')
    .action(reporting(list));
};
