import type { CanaryWay } from './settings/canary.ts';
import type { Concurrency } from './settings/concurrency.ts';
import type { Stage } from './stage.ts';

/** What everything that one `cdk deploy` makes has in common. */
export interface Deployment {
  readonly stage: Stage;
  /** Holds a folder per function, as `buildFunctions` makes it. */
  readonly codeDirectory: string;
  /** Where CloudWatch keeps what the functions count. */
  readonly metricsNamespace: string;
  /** How many runs of each queue's worker there may be at once. */
  readonly concurrency: Concurrency;
  /** Seconds that workers on the table's stream wait at least for a fuller batch. */
  readonly streamWindow: number;
  /** SHA-256 in hex of what proves that a request came through the operator's front; none = no proof is asked. */
  readonly originSecrets: readonly string[];
  /** Where errors lead for their explanation; to this API without it. */
  readonly docsUrl: string | undefined;
  /** How new versions of functions take over; at once without it. */
  readonly canary: CanaryWay | undefined;
}

export const deploymentOf = (given: Omit<Deployment, 'metricsNamespace'>): Deployment => ({
  ...given,
  metricsNamespace: `Loyalty/${given.stage.name}`,
});
