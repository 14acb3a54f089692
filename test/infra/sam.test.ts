import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnResource, Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { BUNDLE, FUNCTION_IDS, handlerPath } from '../../infra/handlers.ts';
import { ROUTES, routeKey } from '../../infra/routes.ts';
import { samName, samTemplate } from '../../infra/sam/template.ts';
import { appOf, type Resource, resources, synthesise } from './synthesis.ts';

const EVENTS = new URL('../../events/', import.meta.url);
const { Resources } = samTemplate('x86_64');
const functions = Object.entries(Resources);

describe('the template for sam local', () => {
  it('has every function under a name that can be typed', () => {
    expect(functions.map(([name]) => name).sort()).toEqual(FUNCTION_IDS.map(samName).sort());
    for (const [name] of functions) expect(name).toMatch(/^[A-Za-z0-9]+$/);
  });

  it('has every route', () => {
    const routes = functions.flatMap(([, { Properties }]) =>
      Object.values(Properties.Events ?? {}).map((event) =>
        routeKey({ method: event.Properties.Method, path: event.Properties.Path }),
      ),
    );
    expect(routes.sort()).toEqual(ROUTES.map(routeKey).sort());
  });

  it('finds the code where the build puts it', () => {
    const folders = functions.map(([, { Properties }]) => Properties.CodeUri);
    expect(folders.sort()).toEqual(FUNCTION_IDS.map((id) => `functions/${handlerPath(id)}`).sort());
  });

  it('declares the variables that the deployed function has', () => {
    const deployed = Object.values(synthesise()).flatMap((template) =>
      resources(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties),
    );
    for (const [, { Properties }] of functions) {
      const same = deployed.find(({ Description }) => Description === Properties.Description);
      // The default route's text differs; it has no variables of its own.
      const { POWERTOOLS_SERVICE_NAME: _, ...variables } = same?.['Environment'].Variables ?? {};
      expect(Object.keys(Properties.Environment.Variables)).toEqual(
        expect.arrayContaining(Object.keys(variables)),
      );
    }
  });
});

describe('files of variables', () => {
  const declared = new Set(
    functions.flatMap(([, { Properties }]) => Object.keys(Properties.Environment.Variables)),
  );

  it.each(readdirSync(new URL('env/', EVENTS)))('%s gives nothing that no function declares', (file) => {
    const { Parameters } = JSON.parse(readFileSync(new URL(`env/${file}`, EVENTS), 'utf8'));
    expect(Object.keys(Parameters).filter((name) => !declared.has(name))).toEqual([]);
  });

  it('for LocalStack give everything that a function may ask for', () => {
    const { Parameters } = JSON.parse(readFileSync(new URL('env/localstack.json', EVENTS), 'utf8'));
    const left = [...declared].filter((name) => !(name in Parameters) && !name.startsWith('AWS_'));
    // What only sendings to real providers need.
    expect(left.sort()).toEqual(['MAIL_CONFIGURATION_SET', 'SENDING_RATES']);
  });
});

describe('the deployed templates', () => {
  it('point each function at the bundle of its own source', () => {
    const assembly = appOf().synth();
    const bundles = assembly.stacks.flatMap(({ template }) =>
      Object.values(template.Resources as Record<string, Resource>)
        .filter(({ Type }) => Type === 'AWS::Lambda::Function')
        .map(({ Properties }) => {
          const asset = String(Properties['Code'].S3Key).replace('.zip', '');
          const text = readFileSync(join(assembly.directory, `asset.${asset}`, BUNDLE), 'utf8');
          return [Properties['Handler'], text.match(/'(.+)'/)?.[1]];
        }),
    );
    expect(bundles.map(([handler]) => handler)).toEqual(bundles.map(() => 'index.handler'));
    expect(bundles.map(([, id]) => id).sort()).toEqual([...FUNCTION_IDS].sort());
  });

  it('are judged by the schemas of CloudFormation at each synthesis', () => {
    const app = appOf();
    const properties = { VisibilityTimeout: 'for ever' };
    new CfnResource(new Stack(app, 'Wrong'), 'Queue', { type: 'AWS::SQS::Queue', properties });
    expect(() => app.synth()).toThrow(/VisibilityTimeout: 'for ever' is not of type 'integer'/);
    expect(() => appOf({ stage: 'prod' }).synth()).not.toThrow();
  });
});
