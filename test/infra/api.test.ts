import { describe, expect, it } from 'vitest';
import { ACCESS_LOG_FIELDS } from '../../infra/constructs/access-log.ts';
import { ROUTES, routeKey } from '../../infra/routes.ts';
import { ROUTED } from '../../shared/contracts/catalogue.ts';
import { pathsOf } from '../../shared/contracts/endpoint.ts';
import { referenced, resources, synthesise } from './synthesis.ts';

const { api } = synthesise();
const routes = resources(api, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);
const functions = api.findResources('AWS::Lambda::Function');
const integrations = api.findResources('AWS::ApiGatewayV2::Integration');
const [[, stage] = []] = resources(api, 'AWS::ApiGatewayV2::Stage');

/** The description of the function behind a route. */
const behind = (route: Record<string, any>): string => {
  const integration = integrations[JSON.stringify(route['Target']).match(/"Ref":"(\w+)"/)?.[1] ?? ''];
  return functions[referenced(integration?.['Properties'].IntegrationUri)]?.['Properties'].Description;
};

describe('routes', () => {
  it('are the catalogue in all its generations and methods, and the default route', () => {
    const expected = ROUTED.flatMap((contract) =>
      contract.methods.flatMap((method) =>
        pathsOf(contract).map((path) => {
          const template = path
            .split('/')
            .map((part) => (part.startsWith(':') ? `{${part.slice(1)}}` : part))
            .join('/');
          return [`${method} ${template}`, contract.summary];
        }),
      ),
    );
    expect(routes.map((route) => [route['RouteKey'], behind(route)]).sort()).toEqual(
      [...expected, ['$default', 'Answers unknown paths and methods']].sort(),
    );
  });

  it('are unique and fit the 300 that an API may have', () => {
    const keys = ROUTES.map(routeKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeLessThan(300);
  });

  it('name a parameter alike wherever two routes share the place', () => {
    const names = new Map<string, string>();
    for (const { path } of ROUTES) {
      const parts = path.split('/');
      for (const [index, part] of parts.entries()) {
        if (!part.startsWith('{')) continue;
        const place = parts.slice(0, index).join('/');
        expect(names.get(place) ?? part).toBe(part);
        names.set(place, part);
      }
    }
  });

  it('reach functions by payload 2.0, with one permission per function, for this API only', () => {
    for (const { Properties } of Object.values(integrations)) {
      expect(Properties.PayloadFormatVersion).toBe('2.0');
    }
    expect(Object.keys(integrations)).toHaveLength(ROUTED.length + 1);
    const permissions = resources(api, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    const allowed = permissions.map(({ FunctionName }) => referenced(FunctionName));
    expect(allowed.sort()).toEqual(Object.keys(functions).sort());
    const [[apiId] = []] = resources(api, 'AWS::ApiGatewayV2::Api');
    for (const { SourceArn, FunctionName } of permissions) {
      const isDefault = functions[referenced(FunctionName)]?.['Properties'].MemorySize === 128;
      const arn = SourceArn['Fn::Join'][1].slice(-2);
      // The gateway asks as `<api>/<stage>/<method>/<path>`, and as `<api>/<stage>/$default` for the default.
      expect(arn).toEqual([{ Ref: apiId }, isDefault ? '/*/*' : '/*/*/*']);
    }
  });

  it('answer no browser: the callers are back ends', () => {
    const [[, httpApi] = []] = resources(api, 'AWS::ApiGatewayV2::Api');
    expect(httpApi?.Properties['CorsConfiguration']).toBeUndefined();
  });
});

describe('the stage', () => {
  it('is the default one, deployed with its routes, and throttled', () => {
    expect(stage?.Properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingBurstLimit: 1000, ThrottlingRateLimit: 2000 },
    });
  });

  it('logs JSON with the template of the route, and nothing that tells who asked or for whom', () => {
    const { DestinationArn, Format } = stage?.Properties['AccessLogSettings'] ?? {};
    expect(api.findResources('AWS::Logs::LogGroup')).toHaveProperty(referenced(DestinationArn));
    const fields: Record<string, string> = JSON.parse(Format);
    expect(fields).toEqual(ACCESS_LOG_FIELDS);
    expect(Object.values(fields)).toEqual(
      expect.arrayContaining(['$context.routeKey', '$context.requestId', '$context.status']),
    );
    for (const variable of Object.values(fields)) {
      expect(variable).not.toMatch(/path|query|header|identity|sourceIp|userAgent|authorizer|domain/i);
    }
  });
});
