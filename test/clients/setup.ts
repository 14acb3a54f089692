/** Vitest globalSetup: one local stack for the whole run, and the tools that this machine can have. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startStack } from '../../local/stack.ts';
import { type ClientTools, clientTools } from './tools.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly clients: { readonly tools: ClientTools; readonly url: string; readonly folder: string };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { tools } = await clientTools();
  const folder = mkdtempSync(join(tmpdir(), 'loyalty-consumers-'));
  const problems: string[] = [];
  const stack = await startStack({ port: 0, dynamoPort: 0, report: (line) => problems.push(line) });
  project.provide('clients', { tools, url: stack.url, folder });
  return async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
    if (problems.length > 0) throw new Error(problems.join('\n'));
  };
}
