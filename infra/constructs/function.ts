import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  type IFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { IamGrant } from '#shared/contracts/endpoint.ts';
import { ENV } from '#shared/env-names.ts';
import type { Deployment } from '../deployment.ts';
import { actionsByTarget, TARGET_ENV, type TargetName } from '../grants.ts';
import { BUNDLE, handlerPath } from '../handlers.ts';
import type { CanaryWay } from '../settings/canary.ts';
import { Canary } from './canary.ts';

/** A thing that a function may be granted. */
export interface Target {
  readonly arns: readonly string[];
  /** Everything but these, where what is meant has no name of its own. */
  readonly exceptArns?: readonly string[];
  /** What the function reads from its variable: a name, a URL, an ARN. */
  readonly value: string;
}

export type Targets = Readonly<Partial<Record<TargetName, Target>>>;

interface LoyaltyFunctionProps {
  /** `group.verb`, as in the contract; it determines the path of the code. */
  readonly contract: {
    readonly id: string;
    readonly summary: string;
    /** Seconds. */
    readonly timeout: number;
    readonly grants: readonly IamGrant[];
  };
  /** Megabytes; CPU grows with it. */
  readonly memory: number;
  readonly deployment: Deployment;
  readonly targets: Targets;
  /** The API whose requests reach it: it then asks where they came through. */
  readonly apiId?: string;
  /** Allowances of the function's own trigger, such as reading its queue. */
  readonly statements?: readonly PolicyStatement[];
}

/**
 * One function with its log group and a role of its own that allows exactly its grants; the same grants
 * decide which variables it receives.
 * @throws Error when its code has not been built, or when it is granted a thing its stack does not know
 */
export class LoyaltyFunction extends Construct {
  readonly function: LambdaFunction;
  /** What triggers invoke: the function, or the alias by which its new versions take over step by step. */
  readonly target: IFunction;

  constructor(scope: Construct, props: LoyaltyFunctionProps) {
    const { contract, memory, deployment } = props;
    super(scope, contract.id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: deployment.stage.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { statements, environment } = this.granted(props);
    // Inline, so that neither the role nor its trigger can exist before or without its policy; the managed
    // policy for logs would allow every log group of the account.
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        grants: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [logGroup.logGroupArn],
            }),
            ...statements,
            ...(props.statements ?? []),
          ],
        }),
      },
    });
    this.function = new LambdaFunction(this, 'Function', {
      description: contract.summary,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: codeOf(deployment.codeDirectory, contract.id),
      timeout: Duration.seconds(contract.timeout),
      memorySize: memory,
      role,
      logGroup,
      // JSON makes the platform's own lines and uncaught errors searchable like ours.
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
      environment: {
        POWERTOOLS_SERVICE_NAME: 'loyalty',
        [ENV.logLevel]: 'INFO',
        [ENV.metricsNamespace]: deployment.metricsNamespace,
        ...(props.apiId !== undefined && requestEnvironment(deployment)),
        ...environment,
      },
    });
    this.target = this.released(deployment.canary, props.apiId);
  }

  private released(canary: CanaryWay | undefined, apiId: string | undefined): IFunction {
    // CDK's classes are written without exactOptionalPropertyTypes.
    return canary === undefined
      ? this.function
      : (Canary.of(this).release(this.function, canary, apiId) as IFunction);
  }

  private granted({ contract, targets }: LoyaltyFunctionProps) {
    const statements: PolicyStatement[] = [];
    const environment: Record<string, string> = {};
    for (const [name, actions] of actionsByTarget(contract.grants)) {
      const target = targets[name];
      if (!target) throw new Error(`${contract.id} is granted ${name}, which its stack does not know`);
      if (actions.length > 0) statements.push(statementOf(actions, target));
      const variable = TARGET_ENV[name];
      if (variable) environment[variable] = target.value;
    }
    return { statements, environment };
  }
}

const requestEnvironment = ({ originSecrets, docsUrl }: Deployment): Record<string, string> => ({
  ...(originSecrets.length > 0 && { [ENV.originSecrets]: originSecrets.join(',') }),
  ...(docsUrl !== undefined && { [ENV.docsUrl]: docsUrl }),
});

const statementOf = (actions: readonly string[], { arns, exceptArns }: Target): PolicyStatement =>
  new PolicyStatement({
    actions: [...actions],
    ...(exceptArns ? { notResources: [...exceptArns] } : { resources: [...arns] }),
  });

/** The bundle without its source map, which nothing in Lambda reads. */
const codeOf = (codeDirectory: string, id: string): Code => {
  const folder = join(codeDirectory, handlerPath(id));
  if (existsSync(join(folder, BUNDLE))) return Code.fromAsset(folder, { exclude: ['*.map'] });
  throw new Error(`No built code for ${id}: ${folder}/${BUNDLE} (source: functions/${handlerPath(id)}.ts)`);
};
