import { type Command, InvalidArgumentError } from 'commander';
import { PERMITS } from '#shared/contracts/permits.ts';
import { isPolicy, POLICIES, type Policy, type PolicyName } from '#shared/contracts/policies.ts';
import { type Column, fieldsOf, type Report, tableOf } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';

interface NamedPolicy extends Policy {
  readonly name: string;
}

const ALL: readonly NamedPolicy[] = Object.entries<Policy>(POLICIES).map(([name, policy]) => ({
  name,
  ...policy,
}));

const COLUMNS: readonly Column<NamedPolicy>[] = [
  { title: 'NAME', value: ({ name }) => name },
  { title: 'PERMITS', value: ({ permits }) => permits.length },
  { title: 'DESCRIPTION', value: ({ description }) => description },
];

const list = (): Report => ({ json: ALL, text: tableOf(COLUMNS, ALL) });

const show = (_: CommandContext, name: PolicyName): Report => {
  const { description, permits }: Policy = POLICIES[name];
  const described = fieldsOf(Object.fromEntries(permits.map((permit) => [permit, PERMITS[permit]])));
  return { json: { name, ...POLICIES[name] }, text: `${name}: ${description}\n\n${described}` };
};

const policyName = (text: string): PolicyName => {
  if (isPolicy(text)) return text;
  throw new InvalidArgumentError('Pass the name of a policy, as in "loyalty policies list".');
};

/** Adds `loyalty policies …`. */
export const addPolicyCommands = (program: Command): void => {
  const policies = program.command('policies').description('named sets of permits for client tokens');

  policies
    .command('list')
    .description('list the policies a token can have')
    .addHelpText('after', '\nExample:\n  loyalty policies list')
    .action(reporting(list));

  policies
    .command('show')
    .description('list the permits of a policy')
    .argument('<name>', 'the name in "loyalty policies list"', policyName)
    .addHelpText('after', '\nExample:\n  loyalty policies show MessagesApiRegularAccess')
    .action(reporting(show));
};
