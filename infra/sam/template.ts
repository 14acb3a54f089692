import { ROUTED } from '#shared/contracts/catalogue.ts';
import type { IamGrant } from '#shared/contracts/endpoint.ts';
import { LOG_WORKERS } from '#shared/contracts/log-workers.ts';
import { STREAM_WORKERS, WORKERS } from '#shared/contracts/queues.ts';
import { SCHEDULED_WORKERS } from '#shared/contracts/scheduled-workers.ts';
import { ENV } from '#shared/env-names.ts';
import { actionsByTarget, TARGET_ENV } from '../grants.ts';
import { handlerPath, NOT_FOUND_ID } from '../handlers.ts';
import { type Route, routesOf } from '../routes.ts';

/**
 * The functions and routes as a template for `sam local`. The deployed templates are no use to it: a route that
 * is in another stack than its API is beyond it, and so is a name that one stack imports from another. It is
 * made of the same contracts, and nothing else is ever deployed from it.
 */

/** SAM passes on only variables that a function declares; these are the SDK's own, empty = the real AWS. */
const ENDPOINTS = [
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_DYNAMODB',
  'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  'AWS_ENDPOINT_URL_SESV2',
  'AWS_ENDPOINT_URL_SNS',
  'AWS_ENDPOINT_URL_SQS',
] as const;

interface Contract {
  readonly id: string;
  readonly summary: string;
  readonly timeout: number;
  readonly grants: readonly IamGrant[];
}

const variablesOf = ({ grants }: Contract): Record<string, string> => {
  const targets = [...actionsByTarget(grants).keys()].flatMap((target) => TARGET_ENV[target] ?? []);
  const names = [ENV.logLevel, ENV.metricsNamespace, ...targets, ...ENDPOINTS];
  return Object.fromEntries(names.map((name) => [name, '']));
};

/** `members.get-by-email` → `MembersGetByEmail`: what `sam local invoke` calls the function. */
export const samName = (id: string): string =>
  id.replace(/(?:^|[.-])([a-z])/g, (_, letter: string) => letter.toUpperCase());

const eventsOf = (routes: readonly Route[]) =>
  Object.fromEntries(
    routes.map(({ method, path }, n) => [
      `Route${n}`,
      { Type: 'HttpApi', Properties: { Method: method, Path: path, PayloadFormatVersion: '2.0' } },
    ]),
  );

const resourceOf = (contract: Contract, routes: readonly Route[], architecture: string) => ({
  Type: 'AWS::Serverless::Function',
  Properties: {
    Description: contract.summary,
    CodeUri: `functions/${handlerPath(contract.id)}`,
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Architectures: [architecture],
    Timeout: contract.timeout,
    MemorySize: 512,
    Environment: { Variables: variablesOf(contract) },
    ...(routes.length > 0 && { Events: eventsOf(routes) }),
  },
});

/** @param architecture of this machine: the code is for any, and another one would be emulated */
export const samTemplate = (architecture: 'arm64' | 'x86_64') => {
  const workers = [...WORKERS, ...STREAM_WORKERS, ...SCHEDULED_WORKERS, ...LOG_WORKERS];
  const notFound = { id: NOT_FOUND_ID, summary: 'Answers unknown paths', timeout: 3, grants: [] };
  const functions = [
    ...ROUTED.map((contract) => [contract, routesOf(contract)] as const),
    ...[...workers, notFound].map((contract) => [contract, []] as const),
  ];
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Description: 'For `sam local` only; `cdk deploy` is what deploys.',
    Resources: Object.fromEntries(
      functions.map(([contract, routes]) => [
        samName(contract.id),
        resourceOf(contract, routes, architecture),
      ]),
    ),
  };
};
