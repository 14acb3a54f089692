import { LOCAL } from '#shared/env-names.ts';
import { CommandFailed } from './failures.ts';

type EngineName = 'secrets' | 'queues';

/** The local stack publishes the addresses of its engines; their ports are any free ones. */
export const localEngine = async (env: NodeJS.ProcessEnv, name: EngineName): Promise<string> => {
  const url = `http://127.0.0.1:${env['PORT'] || LOCAL.port}/_local/engines`;
  try {
    const engines = (await (await fetch(url)).json()) as Partial<Record<EngineName, string>>;
    const engine = engines[name];
    if (engine) return engine;
  } catch {
    // Reported below: whatever the reason, the stack is not there.
  }
  throw new CommandFailed(
    `No local stack answers at ${url}. Start it with npm start, or set PORT to its port.`,
  );
};
