import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../local/examples/wait-until.ts';
import { aws } from './support/aws.ts';
import { given, type Stage } from './support/given.ts';
import { loyaltyJson, type Mall, openMall } from './support/operator.ts';
import { outputOf } from './support/stage.ts';

/** A worker that cannot reach its table buries messages; the operator sends them back once it is mended. */

let stage: Stage;
let mall: Mall;
let queue: string;
let worker: { readonly name: string; readonly variables: Readonly<Record<string, string>> };
let policy: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };

const setQueue = (attributes: object): Promise<unknown> =>
  aws('sqs', 'set-queue-attributes', '--queue-url', queue, '--attributes', JSON.stringify(attributes));
const setDeliveries = (maxReceiveCount: number): Promise<unknown> =>
  setQueue({ RedrivePolicy: JSON.stringify({ ...policy, maxReceiveCount }) });
const setTable = (TABLE_NAME: string): Promise<unknown> =>
  aws(
    ...['lambda', 'update-function-configuration', '--function-name', worker.name],
    ...['--environment', JSON.stringify({ Variables: { ...worker.variables, TABLE_NAME } })],
  );

const deliveryLine = async (): Promise<any> =>
  (await loyaltyJson(stage, 'dlq', 'list', '--stage', stage.name)).find(
    ({ queue: name }: any) => name === 'delivery',
  );
const mailsTo = async (address: string): Promise<readonly any[]> => {
  const { messages } = (await (await fetch(`${given().url}/_ministack/ses/messages`)).json()) as any;
  return Object.values<any[]>(messages)
    .flat()
    .filter(({ To }) => To.includes(address));
};

beforeAll(async () => {
  ({ stage } = given());
  mall = await openMall(stage, 'buried-mall');
  queue = outputOf(stage, 'workers', 'DeliveryQueueUrl');
  const { Attributes } = await aws(
    ...['sqs', 'get-queue-attributes', '--queue-url', queue, '--attribute-names', 'All'],
  );
  policy = JSON.parse(Attributes.RedrivePolicy);
  const { Functions } = await aws('lambda', 'list-functions');
  const found = Functions.find(({ FunctionName }: any) =>
    FunctionName.startsWith(`loyalty-${stage.name}-delivery-workersdeliver`),
  );
  worker = { name: found.FunctionName, variables: found.Environment.Variables };
});
afterAll(() => setDeliveries(policy.maxReceiveCount));

describe('a dead letter of a real failure', () => {
  const address = `success+${randomBytes(4).toString('hex')}@simulator.amazonses.com`;

  it('is counted, shown and sent back, and is then done once', async () => {
    await setDeliveries(1);
    await setTable('no-such-table');
    await mall.client.members.create({
      properties: { email: address, first_name: 'Eva', last_name: 'Berg', language: 'en' },
      send_email_welcome_message: true,
      send_sms_welcome_message: false,
    });
    await until('the dead letter', async () => ((await deliveryLine()).dead === 1 ? true : undefined));
    expect(await mailsTo(address)).toEqual([]);

    await setTable(worker.variables['TABLE_NAME'] ?? '');
    await setDeliveries(policy.maxReceiveCount);
    const redrive = ['dlq', 'redrive', 'delivery', '--stage', stage.name];
    const shown = await loyaltyJson(stage, ...redrive, '--dry-run');
    expect(shown).toMatchObject({
      dry_run: true,
      messages: [{ queue: 'delivery', message: { club: mall.slug } }],
    });
    expect(await deliveryLine()).toMatchObject({ dead: 1 });

    expect((await loyaltyJson(stage, ...redrive)).messages).toHaveLength(1);
    await until('the mail', async () => ((await mailsTo(address)).length > 0 ? true : undefined));
    expect(await deliveryLine()).toMatchObject({ dead: 0 });
    expect(await mailsTo(address)).toHaveLength(1);
  });
});
