import { describe, expect, it } from 'vitest';
import { TABLE } from '#shared/data/table/table-shape.ts';
import { appOf, resources, synthesise } from './synthesis.ts';

const dev = synthesise();
const prod = synthesise({ stage: 'prod' });
const only = (template: typeof dev.data, type: string) => {
  const found = resources(template, type);
  expect(found).toHaveLength(1);
  return found[0]![1];
};
const TABLE_TYPE = 'AWS::DynamoDB::GlobalTable';

describe('the table', () => {
  const { Properties } = only(dev.data, TABLE_TYPE);

  it('has the keys, indexes and expiry of the table shape', () => {
    expect(Properties['KeySchema'].map((key: any) => key.AttributeName)).toEqual([
      TABLE.partitionKey,
      TABLE.sortKey,
    ]);
    expect(Properties['TimeToLiveSpecification']).toEqual({ AttributeName: TABLE.ttl, Enabled: true });
    const indexes = Properties['GlobalSecondaryIndexes'].map((index: any) => ({
      name: index.IndexName,
      keys: index.KeySchema.map((key: any) => key.AttributeName),
      projection: index.Projection.ProjectionType,
    }));
    expect(indexes).toEqual(
      Object.values(TABLE.indexes).map(({ name, partitionKey, sortKey }) => ({
        name,
        keys: [partitionKey, sortKey],
        projection: 'KEYS_ONLY',
      })),
    );
  });

  it('is paid by request, encrypted with KMS, restorable to any second, and streams both images', () => {
    expect(Properties['BillingMode']).toBe('PAY_PER_REQUEST');
    expect(Properties['SSESpecification']).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
    expect(Properties['StreamSpecification']).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
    const [replica] = Properties['Replicas'];
    expect(replica.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
  });

  it('is as warm as the operator says, with its indexes', () => {
    const warmths = ({ Properties: table }: ReturnType<typeof only>) =>
      [table, ...table['GlobalSecondaryIndexes']].map(({ WarmThroughput }: any) => WarmThroughput);
    const prodTable = only(prod.data, TABLE_TYPE);
    expect(new Set(warmths(prodTable))).toEqual(new Set([undefined]));
    const warm = only(synthesise({ stage: 'prod', warmWrites: '20000' }).data, TABLE_TYPE);
    for (const one of warmths(warm))
      expect(one).toEqual({ WriteUnitsPerSecond: 20_000, ReadUnitsPerSecond: 60_000 });
    for (const warmWrites of ['hot', '3999', '40001', '5000.5'])
      expect(() => appOf({ warmWrites })).toThrow(/warmWrites/);
  });

  it.each([
    ['dev', dev, false, 'Delete'],
    ['prod', prod, true, 'Retain'],
    ['a stage nobody has heard of', synthesise({ stage: 'live' }), true, 'Retain'],
  ] as const)('of %s is guarded as its data deserve', (_, { data }, guarded, policy) => {
    const table = only(data, TABLE_TYPE);
    expect(table.DeletionPolicy).toBe(policy);
    expect(table.Properties['Replicas'][0].DeletionProtectionEnabled).toBe(guarded);
  });
});

describe('the master secret', () => {
  it('is generated in the account, in the form the run time reads, and outlives its stack in every stage', () => {
    for (const { data } of [dev, prod]) {
      const secret = only(data, 'AWS::SecretsManager::Secret');
      expect(secret.DeletionPolicy).toBe('Retain');
      expect(secret.Properties['GenerateSecretString']).toEqual({
        SecretStringTemplate: '{"kid":"k1"}',
        GenerateStringKey: 'master',
        PasswordLength: 64,
        ExcludePunctuation: true,
      });
    }
  });
});

describe('a restored table', () => {
  const arn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/loyalty-restored';
  const streamArn = `${arn}/stream/2026-11-25T10:00:00.000`;

  it('takes the place of the own one, which stays', () => {
    const { data, members, workers } = synthesise({ stage: 'prod', restoredTable: streamArn });
    expect(only(data, TABLE_TYPE)).toEqual(only(prod.data, TABLE_TYPE));
    for (const [, { Properties }] of resources(members, 'AWS::Lambda::Function'))
      expect(Properties['Environment'].Variables.TABLE_NAME).toBe('loyalty-restored');
    const granted = JSON.stringify(members.findResources('AWS::IAM::Role'));
    expect(granted).toContain(`"${arn}"`);
    expect(granted).not.toContain('ImportValue":"loyalty-prod-data:ExportsOutputFnGetAttTable');
    workers.hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: streamArn });
  });

  it.each(['loyalty-restored', arn, `${arn}/stream/`])('is refused as %s', (restoredTable) => {
    expect(() => appOf({ restoredTable })).toThrow(/restoredTable/);
  });
});
