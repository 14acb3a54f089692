import { describe, expect, it } from 'vitest';
import { ROUTED } from '#shared/contracts/catalogue.ts';
import { pathsOf } from '#shared/contracts/endpoint.ts';
import { ACCESS_LOG_FIELDS } from '../../infra/constructs/access-log.ts';
import { ROUTES, routeKey } from '../../infra/routes.ts';
import { appOf, referenced, resources, resourcesIn, synthesise } from './synthesis.ts';

const all = synthesise();
const { api } = all;
const answering = resourcesIn(all, 'AWS::ApiGatewayV2::Integration').map(([, { Properties }]) =>
  referenced(Properties['IntegrationUri']),
);
const DEFAULT_ROUTE =
  'Sends HEAD and paths with spare slashes to their route, answers unknown paths and methods, explains errors';
const routes = resourcesIn(all, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);
const functions = Object.fromEntries(
  resourcesIn(all, 'AWS::Lambda::Function').filter(([id]) => answering.includes(id)),
);
const integrations = Object.fromEntries(resourcesIn(all, 'AWS::ApiGatewayV2::Integration'));
const [[, stage] = []] = resources(api, 'AWS::ApiGatewayV2::Stage');

/** The description of the function behind a route. */
const behind = (route: Record<string, any>): string => {
  const integration = integrations[JSON.stringify(route['Target']).match(/"Ref":"(\w+)"/)?.[1] ?? ''];
  return functions[referenced(integration?.['Properties']['IntegrationUri'])]?.['Properties']['Description'];
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
      [...expected, ['$default', DEFAULT_ROUTE]].sort(),
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
      expect(Properties['PayloadFormatVersion']).toBe('2.0');
    }
    expect(Object.keys(integrations)).toHaveLength(ROUTED.length + 1);
    const permissions = resourcesIn(all, 'AWS::Lambda::Permission')
      .map(([, { Properties }]) => Properties)
      .filter(({ Principal }) => Principal === 'apigateway.amazonaws.com');
    const allowed = permissions.map(({ FunctionName }) => referenced(FunctionName));
    expect(allowed.sort()).toEqual(Object.keys(functions).sort());
    const [[apiId] = []] = resources(api, 'AWS::ApiGatewayV2::Api');
    const exported = `ExportsOutputRef${apiId}`;
    for (const { SourceArn, FunctionName } of permissions) {
      const isDefault = functions[referenced(FunctionName)]?.['Properties']['Description'] === DEFAULT_ROUTE;
      const arn = SourceArn['Fn::Join'][1].slice(-2);
      // The gateway asks as `<api>/<stage>/<method>/<path>`, and as `<api>/<stage>/$default` for the default.
      const here = isDefault ? { Ref: apiId } : { 'Fn::ImportValue': expect.stringContaining(exported) };
      expect(arn).toEqual([here, isDefault ? '/*/*' : '/*/*/*']);
    }
  });

  it('answer no browser, unless the operator names the pages whose scripts may call', () => {
    const corsOf = (template: typeof api) =>
      resources(template, 'AWS::ApiGatewayV2::Api')[0]![1].Properties['CorsConfiguration'];
    expect(corsOf(api)).toBeUndefined();
    const named = { allowedOrigins: 'https://shop.example.com,https://app.example.com/' };
    expect(corsOf(synthesise(named).api)).toMatchObject({
      AllowOrigins: ['https://shop.example.com', 'https://app.example.com'],
      AllowHeaders: expect.arrayContaining(['authorization', 'x-client-authorization', 'x-product-name']),
    });
    for (const allowedOrigins of ['*', 'http://shop.example.com', 'shop.example.com', 'https://a.b/c']) {
      expect(() => appOf({ allowedOrigins })).toThrow(/allowedOrigins/);
    }
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

describe("a name of the operator's own", () => {
  const certificateArn =
    'arn:aws:acm:eu-west-1:123456789012:certificate/0c1f1f0e-8a54-4f0e-9a0f-6a0b8f0b7c11';
  const domain = { domainName: 'api.example.com', certificateArn };
  const endpoint = (template: typeof api) =>
    resources(template, 'AWS::ApiGatewayV2::Api')[0]![1].Properties['DisableExecuteApiEndpoint'];

  it('leads to the API, starts the links in mails, and the outputs tell where it must point', () => {
    const named = synthesise(domain);
    named.api.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: 'api.example.com',
      DomainNameConfigurations: [{ CertificateArn: certificateArn, EndpointType: 'REGIONAL' }],
    });
    named.api.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
    const outputs = named.api.toJSON()['Outputs'];
    expect(outputs.ApiUrl.Value).toBe('https://api.example.com');
    expect(outputs).toMatchObject({ DomainTarget: {}, DomainTargetZone: {} });
    const [[, worker] = []] = resources(named.delivery, 'AWS::Lambda::Function');
    expect(worker?.Properties['Environment'].Variables.PUBLIC_URL).toBe('https://api.example.com');
    expect(endpoint(named.api)).toBe(false);
  });

  it('can be the only one', () => {
    expect(endpoint(synthesise({ ...domain, domainOnly: 'true' }).api)).toBe(true);
    expect(endpoint(api)).toBe(false);
  });

  it.each([
    [{ domainName: 'api.example.com' }, /certificateArn/],
    [{ certificateArn }, /domainName/],
    [{ domainOnly: 'true' }, /domainName/],
    [{ ...domain, domainName: 'https://api.example.com' }, /domainName/],
    [{ ...domain, certificateArn: 'arn:aws:iam::123456789012:role/x' }, /certificateArn/],
    [{ ...domain, domainOnly: 'yes' }, /domainOnly/],
  ])('is refused where it cannot be one: %j', (settings, message) => {
    expect(() => appOf(settings)).toThrow(message);
  });
});
