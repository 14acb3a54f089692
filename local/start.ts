import { resolve } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { LOCAL } from '#shared/env-names.ts';
import { activityLine, type Paint } from './activity/lines.ts';
import { buildApart } from './built.ts';
import { DEMO_CLUBS } from './seed.ts';
import { type Stack, startStack } from './stack.ts';

/**
 * `npm start`: the API on a local port, seeded, on embedded engines, until Ctrl-C. `npm start -- --bundles` runs the
 * functions as they are deployed, built now or taken from the folder behind it. WORKERS_APART names queue workers,
 * with commas, that do not run here; QUIET=1 leaves out the line for each request and message.
 */

const banner = ({ url }: Stack): string => {
  const [{ slug, secret }] = DEMO_CLUBS;
  return `
  Loyalty club backend, local stack

    API      ${url}
    Docs     ${url}/docs
    Console  ${url}/_local/
    Token    ${secret}   (every permit, club ${slug})

  Try:

    curl "${url}/api/v3/loyalty_clubs/${slug}/member_schema" \\
      -H 'X-Client-Authorization: ${secret}' \\
      -H 'X-Product-Name: default' \\
      -H 'X-User-Agent: CURL manual test'

  Ctrl-C ends everything.${process.env['DATA_DIR'] ? '' : ' Data is in memory; DATA_DIR keeps it.'}
`;
};

const number = (name: string, otherwise: number): number => {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535)
    throw new Error(`${name} is not a port: ${text}`);
  return value;
};

/** Colors where a terminal shows them; `NO_COLOR` and `FORCE_COLOR` are respected. */
const paint: Paint = (color, text) => styleText(color, text, { stream: process.stdout });

const isQuiet = !['', '0', undefined].includes(process.env['QUIET']);

/** @throws TypeError for other arguments */
const bundles = async () => {
  const { values, positionals } = parseArgs({
    options: { bundles: { type: 'boolean' } },
    allowPositionals: process.argv.includes('--bundles'),
  });
  if (!values.bundles) return undefined;
  const [folder] = positionals;
  return folder === undefined ? buildApart() : { codeDirectory: resolve(folder), remove: async () => {} };
};

const main = async (): Promise<void> => {
  const built = await bundles();
  const stack = await startStack({
    port: number('PORT', LOCAL.port),
    dynamoPort: number('DYNAMODB_PORT', LOCAL.dynamodbPort),
    dataDir: process.env['DATA_DIR'],
    longLived: true,
    codeDirectory: built?.codeDirectory,
    report: (line) => console.error(line),
    ...(!isQuiet && { onActivity: (activity) => console.log(activityLine(activity, paint)) }),
    apart: (process.env['WORKERS_APART'] ?? '').split(',').filter((id) => id !== ''),
  });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    Promise.all([stack.stop(), built?.remove()]).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // npm starts us in a shell, which ends on a signal without forwarding it.
  const shell = process.ppid;
  const orphaned = () => process.ppid !== shell && stop();
  if (process.env['npm_lifecycle_event']) setInterval(orphaned, 500).unref();
  console.log(banner(stack));
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
