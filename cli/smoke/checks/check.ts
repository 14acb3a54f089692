import type { SmokeContext } from '../smoke-context.ts';

export interface Check {
  /** A sentence about the deployment. */
  readonly name: string;
  /** The check before it that must have passed. */
  readonly needs?: string;
  run(context: SmokeContext): Promise<void>;
}
