import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { LoyaltyApp } from '../../infra/loyalty-app.ts';
import { stubCode } from '../../infra/stub-code.ts';

const cdkJson = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));

/** The app under the feature flags of cdk.json, which the CDK's own command line would pass, with all its parts. */
export const appOf = (
  settings: Readonly<Record<string, unknown>> = {},
  codeDirectory = stubCode(),
): LoyaltyApp =>
  new LoyaltyApp({ codeDirectory, context: { ...cdkJson.context, smsStatus: 'create', ...settings } });

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, any>;
  readonly DeletionPolicy?: string;
}

const STACKS = ['data', 'workers', 'api', 'delivery', 'monitoring'] as const;

type StackName = (typeof STACKS)[number] | keyof LoyaltyApp['endpoints'];

type Synthesis = Readonly<Record<StackName, Template>>;

/** Every stack's template. @param settings as `cdk … -c name=value` gives them */
export const synthesise = (settings: Readonly<Record<string, unknown>> = {}): Synthesis => {
  const app = appOf(settings);
  const stacks = [...STACKS.map((name) => [name, app[name]] as const), ...Object.entries(app.endpoints)];
  return Object.fromEntries(stacks.map(([name, stack]) => [name, Template.fromStack(stack)])) as Synthesis;
};

/** Resources of one type by logical id. */
export const resources = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.findResources(type)) as [string, Resource][];

/** Resources of one type in all stacks; logical ids that occur in two of them must be asked for apart. */
export const resourcesIn = (synthesis: Synthesis, type: string): [string, Resource][] =>
  Object.values(synthesis).flatMap((template) => resources(template, type));

/** The logical id that a `Ref` or `Fn::GetAtt` names. */
export const referenced = (value: any): string => value?.Ref ?? value?.['Fn::GetAtt']?.[0];
