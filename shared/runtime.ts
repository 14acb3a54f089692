import { Logger } from '@aws-lambda-powertools/logger';
import type { EnvName } from './env-names.ts';
import { type Platform, processPlatform } from './platform.ts';

/** Builds one capability (a client, a cache, a key ring) on first use; `shared/ports/` holds them. */
export type Port<T> = (runtime: Runtime) => T;

/** What functions receive from the world: time, names, configuration, log, and the ports they ask for. */
export interface Runtime extends Platform {
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  /** @throws TypeError when the deployment forgot the variable */
  env(name: EnvName): string;
  /** For what a deployment may leave out. */
  find(name: EnvName): string | undefined;
  /** The port's value, built once per runtime, so a bundle holds only the ports it names. */
  use<T>(port: Port<T>): T;
  /** Replaces a port's value, in tests and in the local stack. */
  provide<T>(port: Port<T>, value: T): void;
}

type RuntimeOverrides = Partial<Omit<Runtime, 'use' | 'provide'>>;

const required = (environment: NodeJS.ProcessEnv, name: string): string => {
  const value = environment[name];
  if (!value) throw new TypeError(`Environment variable ${name} is not set`);
  return value;
};

export const createRuntime = (overrides: RuntimeOverrides = {}): Runtime => {
  const built = new Map<Port<unknown>, unknown>();
  let log: Logger | undefined;
  const runtime: Runtime = {
    get log() {
      log ??= new Logger({ serviceName: 'loyalty' });
      return log;
    },
    ...processPlatform,
    env: (name) => required(process.env, name),
    find: (name) => process.env[name] || undefined,
    use<T>(port: Port<T>): T {
      if (!built.has(port)) built.set(port, port(runtime));
      return built.get(port) as T;
    },
    provide(port, value) {
      built.set(port, value);
    },
  };
  return Object.defineProperties(runtime, Object.getOwnPropertyDescriptors(overrides));
};

let current: Runtime | undefined;

/** The runtime of this process; lazy, so that importing a function costs nothing. */
export const getRuntime = (): Runtime => {
  current ??= createRuntime();
  return current;
};

/** Swaps the process' runtime: tests and the local stack bring their own clock and ports. */
export const setRuntime = (runtime: Runtime): void => {
  current = runtime;
};
