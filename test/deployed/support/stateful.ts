import { STATEFUL } from '../../support/templates.ts';
import { aws } from './aws.ts';

/** Names of the stacks of a stage that stand. */
export const standingStacks = async (stage: string): Promise<readonly string[]> => {
  const { StackSummaries } = await aws('cloudformation', 'list-stacks');
  return StackSummaries.filter(
    ({ StackName, StackStatus }: any) =>
      StackName.startsWith(`loyalty-${stage}-`) && StackStatus !== 'DELETE_COMPLETE',
  ).map(({ StackName }: any) => StackName);
};

/** Physical ids of what has a state of its own in a stage, by stack and logical id. */
export const statefulOf = async (stage: string): Promise<Readonly<Record<string, string>>> => {
  const found: [string, string][] = [];
  for (const stack of await standingStacks(stage)) {
    const { StackResources } = await aws('cloudformation', 'describe-stack-resources', '--stack-name', stack);
    for (const { LogicalResourceId, PhysicalResourceId, ResourceType } of StackResources) {
      if (STATEFUL.has(ResourceType)) found.push([`${stack} ${LogicalResourceId}`, PhysicalResourceId]);
    }
  }
  return Object.fromEntries(found);
};
