import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import type { ApiHandler } from '#shared/http/endpoint.ts';
import { loadFunction } from '../../local/functions.ts';
import { createGateway } from '../../local/gateway/server.ts';
import type { World } from '../support/world.ts';
import { type Ended, runLoyalty } from './loyalty-process.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** The API of a world over HTTP: the gateway of the local stack with the real handlers on the real table. */
const serve = async (world: World): Promise<string> => {
  world.enter();
  const server = createGateway({
    now: () => world.runtime.now(),
    load: (id) => loadFunction<ApiHandler>(id),
    onProblem: (problem) => {
      throw new Error(problem);
    },
    tools: async () => undefined,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** The command with a client token of the world’s club and without access to its table. */
export const loyaltyThroughApi = async (world: World) => {
  const url = await serve(world);
  const run = (args: readonly string[], token = world.client.secret): Promise<Ended> => {
    world.enter();
    const address = args.includes('--url') ? [] : ['--url', url];
    return runLoyalty([...args, '--club', world.club.slug, ...address], { env: { LOYALTY_TOKEN: token } });
  };
  return {
    url,
    run,
    /** Runs with `--json`, insists on success and silence on standard error. */
    async json(args: readonly string[]): Promise<any> {
      const { code, stdout, stderr } = await run(['--json', ...args]);
      if (code !== 0 || stderr !== '') throw new Error(`exit code ${code}: ${stderr}`);
      return JSON.parse(stdout);
    },
    /** Runs with `--json`. @returns the exit code and the failure */
    async failure(args: readonly string[], token?: string): Promise<[number, any]> {
      const { code, stdout, stderr } = await run(['--json', ...args], token);
      if (stdout !== '') throw new Error(stdout);
      return [code, JSON.parse(stderr)];
    },
  };
};
