import { inject } from 'vitest';
import type { Outputs, Settings, Target } from '../engine/cdk.ts';

/** What the whole run shares; see setup.ts. Plain values, for they reach the tests as JSON. */
export interface Given {
  readonly python: string;
  /** The engine's address. */
  readonly url: string;
  /** What makes a program take the engine for AWS. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder of the built functions. */
  readonly functions: string;
  /** Scratch folder of the run. */
  readonly folder: string;
  /** A protected stage that every file may use, with clubs of its own; nobody deploys it again. */
  readonly stage: Stage;
}

export interface Stage {
  readonly name: string;
  readonly settings: Settings;
  readonly outputs: Outputs;
  /** Where its API answers. */
  readonly url: string;
  /** For operators' commands: the engine's, with the names of table and secret. */
  readonly env: Readonly<Record<string, string>>;
}

declare module 'vitest' {
  export interface ProvidedContext {
    given: Given;
  }
}

export const given = (): Given => inject('given');

export const targetOf = ({ env, functions, folder }: Omit<Given, 'stage'>, stage: string): Target => ({
  env,
  functions,
  output: `${folder}/cdk.out-${stage}`,
});
