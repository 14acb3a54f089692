import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** One deployment of the system in an account; an account can have several stages. */
export interface Stage {
  readonly name: string;
  /** Its data may vanish with its stacks: a developer's playground. Every other stage keeps what it holds. */
  readonly disposable: boolean;
  /** What becomes of data when their stack goes. Logs always go: they hold no data. */
  readonly dataRemoval: RemovalPolicy;
  readonly logRetention: RetentionDays;
}

type Kind = Omit<Stage, 'name'>;

const DISPOSABLE: Kind = {
  disposable: true,
  dataRemoval: RemovalPolicy.DESTROY,
  logRetention: RetentionDays.ONE_WEEK,
};

const KEPT: Kind = {
  disposable: false,
  dataRemoval: RemovalPolicy.RETAIN,
  logRetention: RetentionDays.ONE_MONTH,
};

/** Stages without data worth keeping; an unknown name is protected, so that a typing error costs nothing. */
const KINDS: ReadonlyMap<string, Kind> = new Map([['dev', DISPOSABLE]]);

const NAME = /^[a-z][a-z0-9-]{0,19}$/;

/**
 * @param name from `cdk … -c stage=<name>`; `dev` without it
 * @throws TypeError when the name cannot be part of a stack's name
 */
export const stageOf = (name: unknown = 'dev'): Stage => {
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw new TypeError(`Stage ${JSON.stringify(name)} must match ${NAME.source}`);
  }
  return { name, ...(KINDS.get(name) ?? KEPT) };
};
