import type { NamedResource } from './names.ts';
import { at, listOf, type Value } from './value.ts';

type Properties = Readonly<Record<string, Value>>;
type Text = (value: Value) => string;

export interface Entry extends NamedResource {
  readonly properties: Properties;
  /** Logical ids of the same stack to their entries. */
  readonly beside: ReadonlyMap<string, Entry>;
}

interface Section {
  readonly title: string;
  readonly type: string;
  readonly lines: (entry: Entry, text: Text) => readonly string[];
}

/** The logical id that a reference names. */
const idOf = (value: Value): string => String(at(value, 'Ref') ?? at(value, 'Fn::GetAtt', 0) ?? '');

const actionOf = (statement: Value, text: Text): string => {
  const all = at(statement, 'NotResource');
  const on = all === undefined ? text(at(statement, 'Resource')) : `everything but ${text(all)}`;
  return `    ${listOf(at(statement, 'Action')).join(' ')} on ${on}`;
};

const actionsOf = (role: Entry | undefined, text: Text): string[] =>
  listOf(role?.properties['Policies'])
    .flatMap((policy) => listOf(at(policy, 'PolicyDocument', 'Statement')))
    .map((statement) => actionOf(statement, text));

/** Names of the environment variables of a function. */
const variablesOf = (properties: Properties): string =>
  Object.keys(at(properties, 'Environment', 'Variables') ?? {}).join(' ');

const functionLines = ({ path, properties, beside }: Entry, text: Text): string[] => [
  `${path.replace(/\/Function$/, '')}: ${properties['MemorySize']} MB, ${properties['Timeout']} s`,
  `    knows ${variablesOf(properties)}`,
  ...actionsOf(beside.get(idOf(properties['Role'])), text),
];

/** The function behind a route. */
const behind = ({ properties, beside }: Entry): string => {
  const integration = beside.get(JSON.stringify(properties['Target']).match(/"Ref":"(\w+)"/)?.[1] ?? '');
  const target = beside.get(idOf(integration?.properties['IntegrationUri']));
  return target?.path.replace(/\/Function$/, '') ?? '?';
};

const settings = (properties: Properties, names: readonly string[], text: Text): string =>
  names
    .filter((name) => properties[name] !== undefined)
    .map((name) => `${name}=${text(properties[name])}`)
    .join(' ');

const isOfFunction = ({ logicalId, beside }: Entry): boolean =>
  [...beside.values()].some(
    ({ type, properties }) => type === 'AWS::Lambda::Function' && idOf(properties['Role']) === logicalId,
  );

const tableLines = ({ path, properties }: Entry, text: Text): string[] => [
  `${path}: ${settings(properties, ['BillingMode', 'SSESpecification', 'StreamSpecification', 'TimeToLiveSpecification'], text)}`,
  ...listOf(properties['GlobalSecondaryIndexes']).map((index) => `    index ${at(index, 'IndexName')}`),
  ...listOf(properties['Replicas']).map(
    (replica) =>
      `    ${settings(replica as Properties, ['DeletionProtectionEnabled', 'PointInTimeRecoverySpecification'], text)}`,
  ),
];

/** What is worth a line of its own, in the order of the lines; everything else is only counted by its path. */
export const SECTIONS: readonly Section[] = [
  { title: 'functions', type: 'AWS::Lambda::Function', lines: functionLines },
  {
    title: 'routes',
    type: 'AWS::ApiGatewayV2::Route',
    lines: (entry) => [`${entry.properties['RouteKey']} → ${behind(entry)}`],
  },
  {
    title: 'stage',
    type: 'AWS::ApiGatewayV2::Stage',
    lines: ({ path, properties }, text) => [
      `${path}: ${settings(properties, ['AutoDeploy', 'DefaultRouteSettings'], text)}`,
    ],
  },
  { title: 'tables', type: 'AWS::DynamoDB::GlobalTable', lines: tableLines },
  {
    title: 'roles of no function',
    type: 'AWS::IAM::Role',
    lines: (entry, text) => (isOfFunction(entry) ? [] : [entry.path, ...actionsOf(entry, text)]),
  },
  {
    title: 'queues',
    type: 'AWS::SQS::Queue',
    lines: ({ path, properties }, text) => {
      const [target, count] = ['deadLetterTargetArn', 'maxReceiveCount'].map((name) =>
        at(properties, 'RedrivePolicy', name),
      );
      const redrive = target === undefined ? '' : ` → ${text(target)} after ${count}`;
      return [
        `${path}: ${settings(properties, ['VisibilityTimeout', 'MessageRetentionPeriod'], text)}${redrive}`,
      ];
    },
  },
  {
    title: 'sources',
    type: 'AWS::Lambda::EventSourceMapping',
    lines: ({ properties, beside }, text) => [
      `${text(properties['EventSourceArn'])} → ${beside.get(idOf(properties['FunctionName']))?.path}: ${settings(
        properties,
        [
          'BatchSize',
          'ScalingConfig',
          'MaximumBatchingWindowInSeconds',
          'MaximumRetryAttempts',
          'BisectBatchOnFunctionError',
          'FunctionResponseTypes',
        ],
        text,
      )}`,
    ],
  },
  {
    title: 'schedules',
    type: 'AWS::Scheduler::Schedule',
    lines: ({ path, properties }) => [`${path}: ${properties['ScheduleExpression']}`],
  },
  {
    title: 'alarms',
    type: 'AWS::CloudWatch::Alarm',
    lines: ({ properties }) => [
      `${properties['AlarmName']}: ${properties['ComparisonOperator']} ${properties['Threshold']}, ${properties['EvaluationPeriods']} in a row`,
      `    ${properties['AlarmDescription']}`,
    ],
  },
];
