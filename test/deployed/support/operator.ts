import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createClient, type LoyaltyClient } from '../../../packages/client/src/main.ts';
import { type Ended, INFINITY_MALL, runLoyalty } from '../../cli/loyalty-process.ts';
import type { Stage } from './given.ts';

const SMOKE = fileURLToPath(new URL('../../../cli/smoke.ts', import.meta.url));

/** `loyalty …` as an operator of the stage runs it, without `--local`. */
export const loyalty = (stage: Stage, ...args: string[]): Promise<Ended> =>
  runLoyalty(args, { env: stage.env });

/** The same with `--json`. @throws Error unless it succeeds in silence */
export const loyaltyJson = async (stage: Stage, ...args: string[]): Promise<any> => {
  const { code, stdout, stderr } = await loyalty(stage, '--json', ...args);
  if (code !== 0 || stderr !== '') throw new Error(`loyalty ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
};

/** `npm run smoke` against the stage. */
export const smoke = (stage: Stage, club: string, token: string): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [SMOKE, '--url', stage.url, '--club', club],
      { env: { ...stage.env, LOYALTY_TOKEN: token } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

export interface Mall {
  readonly slug: string;
  readonly token: string;
  readonly client: LoyaltyClient;
}

/**
 * A club of one's own with a token of all permits, made by the operator's command.
 * @param about begins its slug
 */
export const openMall = async (stage: Stage, about: string): Promise<Mall> => {
  const slug = `${about}-${randomBytes(4).toString('hex')}`;
  await loyaltyJson(stage, 'clubs', 'create', slug, '--file', INFINITY_MALL);
  const { token } = await loyaltyJson(
    stage,
    ...['tokens', 'create', '--name', `All of ${slug}`, '--club', slug, '--all-permits'],
  );
  return { slug, token, client: createClient({ url: stage.url, club: slug, token, product: 'default' }) };
};
