import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { TABLE } from '#shared/data/table/table-shape.ts';
import type { Target } from '../constructs/function.ts';
import type { Deployment } from '../deployment.ts';
import { accept } from '../nag-suppressions.ts';
import type { RestoredTable } from '../settings/operations.ts';
import type { Stage } from '../stage.ts';

interface DataStackProps extends StackProps {
  readonly deployment: Deployment;
  /** Serves instead of the stack's own table, which stays as it is. */
  readonly restored?: RestoredTable | undefined;
  /** Write units a second that the table serves at once; without it those of a new table. */
  readonly warmWrites?: number | undefined;
}

/** Letters and digits only, so 64 characters hold 381 bits. */
const MASTER_LENGTH = 64;

/** A partition reads three units where it writes one. */
const warmThroughput = (writes: number) => ({
  writeUnitsPerSecond: writes,
  readUnitsPerSecond: 3 * writes,
});

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** What must outlive every deployment: the table and the master secret. */
export class DataStack extends Stack {
  readonly table: Target;
  readonly secret: Target;
  /** The committed changes of the table, for the outbox. */
  readonly streamArn: string;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    const { stage } = props.deployment;
    super(scope, id, { ...props, terminationProtection: !stage.disposable });
    const table = this.createTable(stage, props.warmWrites);
    if (!table.tableStreamArn) throw new Error('The table has no stream');
    const own = { arn: table.tableArn, name: table.tableName, streamArn: table.tableStreamArn };
    // Of the own table, also while another one serves: an export in use can neither go nor change.
    for (const value of Object.values(own)) this.exportValue(value);
    const { arn, name, streamArn } = props.restored ?? own;
    this.table = { arns: [arn], value: name };
    this.streamArn = streamArn;
    const secret = this.createSecret();
    this.exportValue(secret.secretArn);
    this.secret = { arns: [secret.secretArn], value: secret.secretArn };
    new CfnOutput(this, 'TableName', { value: name });
    new CfnOutput(this, 'SecretArn', { value: secret.secretArn });
  }

  private createTable({ disposable, dataRemoval }: Stage, warmWrites: number | undefined): TableV2 {
    const warmed = warmWrites === undefined ? {} : { warmThroughput: warmThroughput(warmWrites) };
    return new TableV2(this, 'Table', {
      partitionKey: text(TABLE.partitionKey),
      sortKey: text(TABLE.sortKey),
      billing: Billing.onDemand(),
      timeToLiveAttribute: TABLE.ttl,
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // The account's own aws/dynamodb key: its use is in CloudTrail, it rotates by itself, and no key
      // policy can be written or deleted that would lock us out of the table. A customer key would add a
      // grant to every role and stop nothing that the roles do not already stop.
      encryption: TableEncryptionV2.awsManagedKey(),
      deletionProtection: !disposable,
      removalPolicy: dataRemoval,
      ...warmed,
      globalSecondaryIndexes: Object.values(TABLE.indexes).map((index) => ({
        indexName: index.name,
        partitionKey: text(index.partitionKey),
        sortKey: text(index.sortKey),
        projectionType: ProjectionType.KEYS_ONLY,
        ...warmed,
      })),
    });
  }

  /**
   * `{"kid": "k1", "master": "<random>"}`. Secrets Manager generates one field of a secret, and nothing that
   * passes through a template is secret; so there is one master, from which the functions derive pepper,
   * chunk and token keys (HKDF, RFC 5869). Always kept: without it no password can be checked any more.
   */
  private createSecret(): Secret {
    const secret = new Secret(this, 'Keys', {
      description: 'Master secret of the loyalty club: pepper, chunk and token keys are derived from it',
      removalPolicy: RemovalPolicy.RETAIN,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ kid: 'k1' }),
        generateStringKey: 'master',
        passwordLength: MASTER_LENGTH,
        excludePunctuation: true,
      },
    });
    accept(
      secret,
      'secretWithoutRotation',
      'A new key must join the earlier ones, which Secrets Manager cannot do: `loyalty keys rotate` does it.',
    );
    return secret;
  }
}
