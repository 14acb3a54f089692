import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';

/** Templates, what they give each other, and what a change of one makes anew. */

export type Json = any;

export interface Template {
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: Json; readonly Export?: { readonly Name: Json } }>
  >;
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties?: Json }>>;
  readonly [section: string]: Json;
}

export interface StackTemplate {
  /** As CloudFormation knows it. */
  readonly name: string;
  readonly template: Template;
}

/** The stacks of one deployment, in the order in which they are deployed. */
export type Deployment = readonly StackTemplate[];

/** @param assembly `app.synth()`, or `new CloudAssembly(folder)` of what `cdk synth` wrote; its stacks come sorted */
export const deploymentOf = (assembly: CloudAssembly): Deployment =>
  assembly.stacks.map(({ stackName, template }) => ({ name: stackName, template: known(template) }));

const templates = new Map<string, Template>();

/** Equal templates are one, so that what was found out about it is remembered for all. */
const known = (template: Template): Template => {
  const whole = JSON.stringify(template);
  if (!templates.has(whole)) templates.set(whole, template);
  return templates.get(whole) ?? template;
};

/** Equal values have equal texts. */
export const text = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Templates are compared many times. */
const remembered = <T>(read: (template: Template) => T): ((template: Template) => T) => {
  const known = new WeakMap<Template, T>();
  return (template) => {
    const found = known.get(template) ?? read(template);
    known.set(template, found);
    return found;
  };
};

/** Exported values by their names. */
export const exportsOf = remembered<ReadonlyMap<string, Json>>(
  ({ Outputs = {} }) =>
    new Map(
      Object.values(Outputs).flatMap(({ Value, Export }) =>
        Export ? [[text(Export.Name), Value] as const] : [],
      ),
    ),
);

/** Names of all values that a template takes from other stacks. */
export const importsOf = remembered<ReadonlySet<string>>((template) => {
  const found = new Set<string>();
  JSON.stringify(template, (key, value) => {
    if (key === 'Fn::ImportValue') found.add(text(value));
    return value;
  });
  return found;
});

/** What holds something that no deployment can make again: data, messages, logs, subscriptions, an address. */
export const STATEFUL: ReadonlySet<string> = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::Logs::LogGroup',
  'AWS::SecretsManager::Secret',
  'AWS::SES::ConfigurationSet',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
]);

/** What may be there once only. CloudFormation makes the new before it deletes the old. */
const UNIQUE: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGatewayV2::Api': [],
  'AWS::ApiGatewayV2::DomainName': ['DomainName'],
  'AWS::ApiGatewayV2::Route': ['RouteKey'],
  'AWS::ApiGatewayV2::Stage': ['StageName'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::CodeDeploy::Application': ['ApplicationName'],
  'AWS::DynamoDB::GlobalTable': ['TableName'],
  'AWS::Lambda::Alias': ['FunctionName', 'Name'],
  'AWS::Lambda::EventSourceMapping': ['FunctionName', 'EventSourceArn'],
  'AWS::Lambda::Function': ['FunctionName'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::SecretsManager::Secret': ['Name'],
  'AWS::SES::ConfigurationSet': ['Name'],
  'AWS::SNS::Topic': ['TopicName'],
  'AWS::SQS::Queue': ['QueueName'],
};

/** By what they hold: two resources of the same one cannot be there at the same time. */
export const namesOf = remembered<ReadonlyMap<string, string>>(
  ({ Resources = {} }) =>
    new Map(
      Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
        const values = (UNIQUE[Type] ?? []).map((property) => Properties[property]);
        if (values.length === 0 || values.some((value) => value === undefined)) return [];
        return [[`${Type} ${values.map(text).join(' ')}`, id]];
      }),
    ),
);

/** Resources about which a rule below asks, as texts. */
const asked = remembered<ReadonlyMap<string, string>>(({ Outputs = {}, Resources = {} }) => {
  const exported = JSON.stringify(Outputs);
  const found = Object.entries(Resources).filter(
    ([id, { Type }]) => STATEFUL.has(Type) || Type in UNIQUE || exported.includes(`"${id}"`),
  );
  return new Map(found.map(([id, resource]) => [id, JSON.stringify(resource)]));
});

/** Those that differ; to compare all resources would take minutes. */
const differing = (one: Template, other: Template): Template => {
  const differs = [...asked(one)].filter(([id, resource]) => asked(other).get(id) !== resource);
  return { Resources: Object.fromEntries(differs.map(([id]) => [id, one.Resources?.[id]])) as never };
};

const impacts = remembered((before) =>
  remembered<ReadonlyMap<string, ResourceImpact>>((after) => {
    const found = new Map<string, ResourceImpact>();
    const { resources } = fullDiff(differing(before, after), differing(after, before));
    resources.forEachDifference((id, { changeImpact }) => found.set(id, changeImpact));
    return found;
  }),
);

/** Logical ids that a change makes anew, removes from the stack, or forgets without deleting them. */
export const changed = (
  before: Template,
  after: Template,
  which: readonly ResourceImpact[],
): ReadonlySet<string> => {
  if (before === after) return new Set();
  const found = [...impacts(before)(after)].filter(([, impact]) => which.includes(impact));
  return new Set(found.map(([id]) => id));
};

/** A stack that is not there. */
export const NO_TEMPLATE: Template = {};

export const REPLACED = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE];
export const GONE = [ResourceImpact.WILL_DESTROY, ResourceImpact.WILL_ORPHAN];
