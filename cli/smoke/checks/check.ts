import type { Scene } from '../smoke-context.ts';

export interface Check {
  /** A sentence about the deployment. */
  readonly name: string;
  /** The check before it that must have passed. */
  readonly needs?: string;
  run(scene: Scene): Promise<void>;
}
