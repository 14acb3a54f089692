import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Rules of AWS's "Solutions" pack that we break on purpose. Each is accepted where it is broken, with the reason
 * that holds there; any other finding ends `cdk synth`.
 * @see https://github.com/cdklabs/cdk-nag/blob/main/RULES.md#awssolutions
 */
const RULES = {
  routeWithoutAuthorizer: 'APIG4',
  queueWithoutDeadLetters: 'SQS3',
  secretWithoutRotation: 'SMG4',
  wildcard: 'IAM5',
} as const;

/** @param finding which of several findings of the rule, as the rule names it */
export const accept = (
  construct: IConstruct,
  rule: keyof typeof RULES,
  reason: string,
  finding?: string,
): void => {
  const id = `AwsSolutions::AwsSolutions-${RULES[rule]}${finding === undefined ? '' : `[${finding}]`}`;
  Validations.of(construct).acknowledge({ id, reason });
};

/** A resource of this account as the rule names it. */
const findingOf = (service: string, resource: string): string =>
  `Resource::arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${resource}`;

/** Accepts that a function may do things to resources whose names end in a wildcard. */
export const acceptWildcard = (
  construct: IConstruct,
  service: string,
  resource: string,
  reason: string,
): void => accept(construct, 'wildcard', reason, findingOf(service, resource));

/** @param applications `<platform>/<name>`; none = every one of the account */
export const acceptDevices = (construct: IConstruct, applications: readonly string[]): void => {
  const names = applications.length === 0 ? ['*'] : applications.map((name) => `${name}/*`);
  for (const name of names) {
    acceptWildcard(
      construct,
      'sns',
      `endpoint/${name}`,
      'Devices come and go, and have no names before they come.',
    );
  }
};
