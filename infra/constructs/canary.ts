import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarm,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { CfnApplication, CfnDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type CfnAlias, type IVersion, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { apiMetric } from '../alarms/requests.ts';
import { acceptWildcard } from '../nag-suppressions.ts';
import type { CanaryWay } from '../settings/canary.ts';

const ALIAS = 'live';

/** What ends a rollout within a minute: a canary has a tenth of the requests, so few failures are many. */
const FAILURES = 5;
const MINUTE = Duration.minutes(1);

/** CloudFormation shortens the name of a stack where it makes a function's name of it. */
const LONGEST_PREFIX = 24;

/**
 * New versions of a stack's functions take over step by step, each for itself, and go back where an alarm rings.
 * The role and the application are the stack's; a role for each function would take Members to its 500 resources.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html
 */
export class Canary extends Construct {
  private readonly application: CfnApplication;
  private readonly role: Role;
  private requests: IAlarm | undefined;

  /** The one of a construct's stack. */
  static of(scope: Construct): Canary {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild('Canary') as Canary | undefined) ?? new Canary(stack);
  }

  private constructor(stack: Stack) {
    super(stack, 'Canary');
    this.application = new CfnApplication(this, 'Application', { computePlatform: 'Lambda' });
    const functions = `function:${stack.stackName.slice(0, LONGEST_PREFIX)}*`;
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
      inlinePolicies: {
        shift: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
              resources: [stack.formatArn({ service: 'lambda', resource: functions })],
            }),
            new PolicyStatement({
              actions: ['cloudwatch:DescribeAlarms'],
              resources: [stack.formatArn({ service: 'cloudwatch', resource: 'alarm:*' })],
            }),
          ],
        }),
      },
    });
    acceptWildcard(
      this.role,
      'lambda',
      functions,
      'The functions of this stack, whose names it makes itself.',
    );
    acceptWildcard(
      this.role,
      'cloudwatch',
      'alarm:*',
      'It only looks at alarms, and asks for several at once.',
    );
  }

  /**
   * @param apiId the API whose requests reach the function; the others are monitored by their own failures
   * @returns what its triggers invoke instead of the function
   */
  release(target: LambdaFunction, way: CanaryWay, apiId: string | undefined): Alias {
    const scope = target.node.scope as Construct;
    const alias = new Alias(scope, 'Live', { aliasName: ALIAS, version: target.currentVersion as IVersion });
    const alarm = apiId === undefined ? this.ofRuns(scope, target) : this.ofRequests(apiId);
    const group = new CfnDeploymentGroup(scope, 'Release', {
      applicationName: this.application.ref,
      serviceRoleArn: this.role.roleArn,
      deploymentConfigName: `CodeDeployDefault.Lambda${way}`,
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      alarmConfiguration: { enabled: true, alarms: [{ name: alarm.alarmName }] },
      autoRollbackConfiguration: {
        enabled: true,
        events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
    });
    const resource = alias.node.defaultChild as CfnAlias;
    // Naming the group makes CloudFormation wait for it.
    resource.cfnOptions.updatePolicy = {
      codeDeployLambdaAliasUpdate: {
        applicationName: this.application.ref,
        deploymentGroupName: group.ref,
      },
    };
    return alias;
  }

  /** Lambda counts crashes, and errors that a worker throws to have its batch delivered again. */
  private ofRuns(scope: Construct, target: LambdaFunction): IAlarm {
    return this.alarm(scope, 'ReleaseFailures', target.metricErrors({ period: MINUTE, statistic: 'Sum' }));
  }

  /** The gateway counts both crashes and 5xx replies of a function. */
  private ofRequests(apiId: string): IAlarm {
    this.requests ??= this.alarm(this, 'ServerErrors', apiMetric(apiId, '5xx').with({ period: MINUTE }));
    return this.requests;
  }

  private alarm(scope: Construct, id: string, metric: Metric): IAlarm {
    return new Alarm(scope, id, {
      alarmDescription: 'Sends a new version of functions back (docs/operations.md#updating-and-going-back)',
      metric,
      threshold: FAILURES,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
