import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { FUNCTION_IDS, handlerPath } from '../../infra/handlers.ts';
import { LoyaltyApp } from '../../infra/loyalty-app.ts';

/** A folder as `buildFunctions` makes it, with a stub for each function: templates need no real code. */
export const stubCode = (ids: readonly string[] = FUNCTION_IDS): string => {
  const directory = mkdtempSync(join(tmpdir(), 'loyalty-code-'));
  for (const id of ids) {
    const folder = join(directory, handlerPath(id));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.mjs'), `export const handler = async () => '${id}';\n`);
  }
  return directory;
};

const cdkJson = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));

/** The app under the feature flags of cdk.json, which the CDK's own command line would pass, with all its parts. */
export const appOf = (stage?: string, codeDirectory = stubCode()): LoyaltyApp =>
  new LoyaltyApp({
    codeDirectory,
    context: { ...cdkJson.context, smsStatus: 'create', ...(stage && { stage }) },
  });

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, any>;
  readonly DeletionPolicy?: string;
}

export type Resources = Readonly<Record<string, Resource>>;

export interface Synthesis {
  readonly data: Template;
  readonly workers: Template;
  readonly api: Template;
  readonly delivery: Template;
}

export const synthesise = (stage?: string): Synthesis => {
  const { data, workers, api, delivery } = appOf(stage);
  return {
    data: Template.fromStack(data),
    workers: Template.fromStack(workers),
    api: Template.fromStack(api),
    delivery: Template.fromStack(delivery),
  };
};

/** Resources of one type by logical id. */
export const resources = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.findResources(type)) as [string, Resource][];

/** The logical id that a `Ref` or `Fn::GetAtt` names. */
export const referenced = (value: any): string => value?.Ref ?? value?.['Fn::GetAtt']?.[0];
