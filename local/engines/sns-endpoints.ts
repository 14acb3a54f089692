/** Endpoints of platform applications. Every application exists, so that a first try needs none. */
import { randomUUID } from 'node:crypto';
import { readEntries, type SnsAction, SnsError } from './sns-protocol.ts';

interface PlatformEndpoint {
  readonly arn: string;
  readonly application: string;
  token: string;
  enabled: boolean;
}

interface PlatformEndpoints {
  readonly actions: Readonly<Record<string, SnsAction>>;
  /** @throws SnsError as Publish does, for an endpoint that is not there or disabled */
  reach(arn: string): PlatformEndpoint;
  /** As SNS does when the platform reports the token as unregistered. */
  disable(arn: string): void;
}

const required = (form: URLSearchParams, name: string): string => {
  const value = form.get(name);
  if (value) return value;
  throw new SnsError(
    'InvalidParameter',
    `Invalid parameter: ${name} Reason: no value for required parameter`,
  );
};

const APPLICATION = /^arn:aws:sns:[a-z0-9-]+:\d{12}:app\/(GCM|APNS|APNS_SANDBOX)\/[\w.-]{1,256}$/;

export const platformEndpoints = (): PlatformEndpoints => {
  const endpoints = new Map<string, PlatformEndpoint>();

  const reach = (arn: string): PlatformEndpoint => {
    const found = endpoints.get(arn);
    if (!found) throw new SnsError('NotFound', 'No endpoint found for the target arn specified');
    if (!found.enabled) throw new SnsError('EndpointDisabled', 'Endpoint is disabled');
    return found;
  };

  const create: SnsAction = (form) => {
    const application = required(form, 'PlatformApplicationArn');
    const token = required(form, 'Token');
    if (!APPLICATION.test(application))
      throw new SnsError('InvalidParameter', 'Invalid parameter: PlatformApplicationArn');
    const known = [...endpoints.values()].find(
      (one) => one.application === application && one.token === token,
    );
    if (known) return { EndpointArn: known.arn };
    const arn = `${application.replace(':app/', ':endpoint/')}/${randomUUID()}`;
    endpoints.set(arn, { arn, application, token, enabled: true });
    return { EndpointArn: arn };
  };

  const set: SnsAction = (form) => {
    const endpoint = endpoints.get(required(form, 'EndpointArn'));
    if (!endpoint) throw new SnsError('NotFound', 'Endpoint does not exist');
    const { Enabled, Token } = readEntries(form, 'Attributes', 'key', ['value']);
    if (Enabled !== undefined) endpoint.enabled = Enabled.toLowerCase() === 'true';
    if (Token !== undefined) endpoint.token = Token;
    return {};
  };

  return {
    actions: {
      CreatePlatformEndpoint: create,
      SetEndpointAttributes: set,
      DeleteEndpoint: (form) => {
        endpoints.delete(required(form, 'EndpointArn'));
        return {};
      },
    },
    reach,
    disable: (arn) => {
      const endpoint = endpoints.get(arn);
      if (endpoint) endpoint.enabled = false;
    },
  };
};
