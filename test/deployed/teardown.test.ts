import { describe, expect, it } from 'vitest';
import { destroy, runCdk } from './engine/cdk.ts';
import { aws } from './support/aws.ts';
import { given, targetOf } from './support/given.ts';
import { openMall } from './support/operator.ts';
import { deployStage } from './support/stage.ts';

/** Names of what the engine still has of a stage, by the answer of a list command. */
const left = async (stage: string, query: string, ...command: string[]): Promise<readonly string[]> => {
  const names: readonly string[] = await aws(...command, '--query', query);
  return names.filter((name) => name.includes(`loyalty-${stage}-`));
};

describe('removing a stage', () => {
  it('takes all of a dev stage but its secret', async () => {
    const place = given();
    const { stage } = await deployStage(place, 'dev');
    await openMall(stage, 'short-lived-mall');
    expect(await left('dev', 'TableNames', 'dynamodb', 'list-tables')).toHaveLength(1);
    await destroy(targetOf(place, 'dev'), { stage: 'dev' });
    const stacks = await aws('cloudformation', 'list-stacks');
    const standing = stacks.StackSummaries.filter(
      ({ StackName, StackStatus }: any) =>
        StackName.startsWith('loyalty-dev-') && StackStatus !== 'DELETE_COMPLETE',
    );
    expect(standing).toEqual([]);
    expect(await left('dev', 'TableNames', 'dynamodb', 'list-tables')).toEqual([]);
    expect(await left('dev', 'Functions[].FunctionName', 'lambda', 'list-functions')).toEqual([]);
    expect(await left('dev', 'QueueUrls || `[]`', 'sqs', 'list-queues')).toEqual([]);
    expect(await left('dev', 'Topics[].TopicArn', 'sns', 'list-topics')).toEqual([]);
    expect(await left('dev', 'SecretList[].Name', 'secretsmanager', 'list-secrets')).toHaveLength(1);
  });

  it('is refused for a protected stage', async () => {
    const place = given();
    const { name } = place.stage;
    const { code, output } = await runCdk(
      targetOf(place, name),
      ...['destroy', 'Data', '--exclusively', '--force', '-c', `stage=${name}`],
    );
    expect(output).toContain('TerminationProtection');
    expect(code).toBe(1);
    expect(await left(name, 'TableNames', 'dynamodb', 'list-tables')).toHaveLength(1);
  });
});
