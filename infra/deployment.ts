import type { Stage } from './stage.ts';

/** What everything that one `cdk deploy` makes has in common. */
export interface Deployment {
  readonly stage: Stage;
  /** Holds a folder per function, as `buildFunctions` makes it. */
  readonly codeDirectory: string;
  /** Where CloudWatch keeps what the functions count. */
  readonly metricsNamespace: string;
}

export const deploymentOf = (stage: Stage, codeDirectory: string): Deployment => ({
  stage,
  codeDirectory,
  metricsNamespace: `Loyalty/${stage.name}`,
});
