import type { Command } from 'commander';
import { LOCAL } from '#shared/env-names.ts';
import { UsageError } from './failures.ts';
import type { CommandContext } from './run.ts';

/** The options of a command that calls the HTTP API. */
export interface ApiOptions {
  readonly club: string;
  readonly url?: string;
  readonly token?: string;
  readonly product: string;
}

/** A club of an API, and what a caller needs for it. */
export interface ApiAccess {
  /** Without a path: `https://api.example.com`. */
  readonly url: string;
  readonly club: string;
  readonly token: string;
  readonly product: string;
}

/** The token of the demo club of the local stack; it protects nothing. */
const DEMO_TOKEN = 'B7t9U9tsoWsGhrv2ouUoSqpM';

export const addApiOptions = (command: Command): Command =>
  command
    .requiredOption('--club <slug>', 'the club')
    .option('--url <url>', `address of the API; with --local http://127.0.0.1:PORT (${LOCAL.port})`)
    .option('--token <token>', 'the client token; otherwise LOYALTY_TOKEN; with --local the demo token')
    .option('--product <name>', 'the calling product', 'default');

/** @throws UsageError where the address or the token is missing */
export const accessOf = (
  { url: givenUrl, token: givenToken, club, product }: ApiOptions,
  { isLocal }: Pick<CommandContext, 'isLocal'>,
  env: NodeJS.ProcessEnv,
): ApiAccess => {
  const url = givenUrl ?? (isLocal ? `http://127.0.0.1:${env['PORT'] || LOCAL.port}` : undefined);
  const token = givenToken ?? env['LOYALTY_TOKEN'] ?? (isLocal ? DEMO_TOKEN : undefined);
  if (!url)
    throw new UsageError('No API address is set. Pass --url, or --local for the stack on this machine.');
  if (!token) throw new UsageError('No client token is set. Pass --token or set LOYALTY_TOKEN.');
  return { url, token, club, product };
};
