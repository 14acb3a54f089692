import { CfnResource } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnApplication, CfnDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { CfnAlias } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

/** Begins the line that names a resource which the engine cannot make. */
export const LEFT_OUT = 'Left out of the deployment: ';

/** Why the engine cannot make a resource, or nothing where it can. */
const REASONS: readonly ((resource: CfnResource) => string | undefined)[] = [
  (resource) => (resource instanceof CfnBudget ? 'the engine makes no budgets by templates' : undefined),
  (resource) =>
    resource instanceof CfnAlarm && resource.metrics !== undefined
      ? 'the engine knows no alarms on metric math'
      : undefined,
  (resource) =>
    resource instanceof CfnApplication || resource instanceof CfnDeploymentGroup
      ? 'the engine has no CodeDeploy, its aliases take a new version at once'
      : undefined,
];

const reasonOf = (construct: IConstruct): string | undefined => {
  if (!CfnResource.isCfnResource(construct)) return undefined;
  return REASONS.map((reason) => reason(construct)).find((reason) => reason !== undefined);
};

/** Takes out of the app what the engine cannot make. @returns a line for each, with its name and the reason */
export const leaveOut = (app: IConstruct): readonly string[] =>
  app.node.findAll().flatMap((construct) => {
    // It names the deployment group.
    if (construct instanceof CfnAlias) delete construct.cfnOptions.updatePolicy;
    const reason = reasonOf(construct);
    if (reason === undefined) return [];
    construct.node.scope?.node.tryRemoveChild(construct.node.id);
    return [`${LEFT_OUT}${construct.node.path}: ${reason}`];
  });
