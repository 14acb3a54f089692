import { expect, it } from 'vitest';
import { losses, refusals } from '../support/cloudformation.ts';
import type { StackTemplate, Template } from '../support/templates.ts';

const TABLE = { Type: 'AWS::DynamoDB::GlobalTable', Properties: { KeySchema: [{ AttributeName: 'pk' }] } };
const NAME = { Value: { Ref: 'Table' }, Export: { Name: 'data:Name' } };

const data = (template: Template): StackTemplate => ({ name: 'data', template });
const using = (name: string): StackTemplate => ({
  name: 'api',
  template: { Metadata: { table: { 'Fn::ImportValue': name } } },
});

const holding = data({ Outputs: { Name: NAME }, Resources: { Table: TABLE } });
const now = [holding, using('data:Name')];

it('refuses to drop an export while another stack uses it, and only then', () => {
  const without = data({ Resources: { Table: TABLE } });
  expect(refusals(now, [without])).toEqual([
    'data: export data:Name cannot be deleted as it is in use by api',
  ]);
  expect(refusals(now, [{ name: 'api', template: {} }, without])).toEqual([]);
  expect(refusals([holding], [without])).toEqual([]);
});

it('refuses another value of an export in use, also where its resource is made anew', () => {
  const other = data({ ...holding.template, Outputs: { Name: { ...NAME, Value: 'restored' } } });
  const keys = { ...TABLE, Properties: { KeySchema: [{ AttributeName: 'id' }] } };
  const anew = data({ ...holding.template, Resources: { Table: keys } });
  for (const after of [other, anew]) {
    expect(refusals(now, [after])).toEqual([
      'data: export data:Name cannot be updated as it is in use by api',
    ]);
  }
  expect(losses(now, [anew, using('data:Name')])).toEqual(['data: Table (AWS::DynamoDB::GlobalTable)']);
});

it('refuses what imports a value that nobody exports yet', () => {
  expect(refusals(now, [using('data:Arn')])).toEqual(['api: no export named data:Arn found']);
});

it('refuses a name that another resource still has', () => {
  const alarm = (id: string): StackTemplate => ({
    name: 'monitoring',
    template: { Resources: { [id]: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'lag' } } } },
  });
  expect(refusals([alarm('Lag')], [alarm('Lag')])).toEqual([]);
  expect(refusals([alarm('Lag')], [alarm('Late')])).toEqual([
    'monitoring: AWS::CloudWatch::Alarm lag of Late already exists in monitoring',
  ]);
});

it('counts what is retained without a name as lost, and with one as kept', () => {
  const stack = (Properties: object): StackTemplate[] => [
    data({
      Resources: { Logs: { Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Retain', Properties } as never },
    }),
  ];
  expect(losses(stack({}), [data({})])).toEqual(['data: Logs (AWS::Logs::LogGroup)']);
  expect(losses(stack({ LogGroupName: 'sms' }), [data({})])).toEqual([]);
});
