#!/usr/bin/env node
/** `npm run smoke`: checks a deployment from end to end over its API, and leaves nothing behind. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { createClient } from '../packages/client/src/main.ts';
import { EXIT, exitCodesText } from './exit-codes.ts';
import { CommandFailed } from './failures.ts';
import { interruption } from './interruption.ts';
import { type Result, runChecks } from './smoke/run-checks.ts';
import { readProperties } from './smoke/sample-member.ts';
import { newNames, type SmokeContext } from './smoke/smoke-context.ts';
import { unverifiable } from './smoke/unused-values.ts';

interface Options {
  readonly url: string;
  readonly club: string;
  readonly token?: string;
  readonly limitedToken?: string;
  readonly product: string;
  readonly properties: string;
  readonly patience: number;
  readonly json?: boolean;
}

const RETRIES = 2;

const seconds = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('Pass a number of seconds, greater than 0.');
  return value;
};

const contextOf = (options: Options, token: string, signal: AbortSignal): SmokeContext => {
  const { url, club, product } = options;
  return {
    url: url.replace(/\/+$/, ''),
    club,
    product,
    token,
    limitedToken: options.limitedToken ?? process.env['LOYALTY_LIMITED_TOKEN'],
    client: createClient({ url, club, product, token, retries: RETRIES, userAgent: 'loyalty smoke' }),
    signal,
    names: newNames(),
    properties: readProperties(options.properties),
    consents: {},
    patience: options.patience,
    byNumber: false,
  };
};

/** What no request could be made of is a wrong command line. */
const contextOrUsage = (options: Options, token: string, signal: AbortSignal): SmokeContext => {
  try {
    return contextOf(options, token, signal);
  } catch (error) {
    if (error instanceof TypeError || error instanceof CommandFailed) return program.error(error.message);
    throw error;
  }
};

const MARKS = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' } as const;

const lineOf = ({ check, outcome, reason, milliseconds }: Result): string =>
  `${MARKS[outcome]}  ${check}${reason === undefined ? ` (${milliseconds} ms)` : `: ${reason}`}`;

const smoke = async (options: Options): Promise<void> => {
  const token = options.token ?? process.env['LOYALTY_TOKEN'];
  if (!token) return program.error('No client token is set. Pass --token or set LOYALTY_TOKEN.');
  const { signal, end } = interruption();
  const context = contextOrUsage(options, token, signal);
  const results: Result[] = [];
  const say = options.json ? () => {} : console.log;
  say(`Smoke test ${context.names.run} of ${context.url}, club ${context.club}`);
  for await (const result of runChecks(context)) {
    results.push(result);
    say(lineOf(result));
  }
  end();
  const count = (outcome: Result['outcome']) => results.filter((one) => one.outcome === outcome).length;
  // Where not even the first check passed, nothing was looked at.
  const unverified = results[0]?.outcome === 'passed' ? unverifiable(context) : [];
  if (options.json)
    console.log(JSON.stringify({ run: context.names.run, results, not_seen: unverified }, null, 2));
  for (const what of unverified) say(`Not seen: ${what}`);
  say(
    `${signal.aborted ? 'Interrupted: ' : ''}${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`,
  );
  const ended = count('failed') > 0 ? EXIT.failed : EXIT.done;
  process.exitCode = signal.aborted ? EXIT.interrupted : ended;
};

const program = new Command('smoke')
  .description('Check a deployment from end to end over its API, and remove what the check created.')
  .requiredOption('--url <url>', 'address of the API, such as https://api.example.com')
  .requiredOption('--club <slug>', 'the club to check with')
  .option('--token <token>', 'a client token of the club with all permits; otherwise LOYALTY_TOKEN')
  .option(
    '--limited-token <token>',
    'a token without BL:Api:Members:Get, to see it refused; otherwise LOYALTY_LIMITED_TOKEN',
  )
  .option('--product <name>', 'the calling product', 'default')
  .option(
    '--properties <json>',
    'properties that members need and the schema of the club does not show',
    '{}',
  )
  .option('--patience <seconds>', 'how long to wait for the report of a message', seconds, 180)
  .option('--json', 'print the results as JSON, and nothing else on standard output')
  .exitOverride()
  .showHelpAfterError('(add --help for help)')
  .addHelpText(
    'after',
    `
It creates six members, a bulk, an import, two messages, a draft and a sending, and removes them again, also when
a check fails or Ctrl-C ends it (a second Ctrl-C ends it at once). Three mails are sent to addresses of Amazon SES'
mailbox simulator, which reach no person: two password resets and the sending, whose reports must come back. No SMS,
no push message. At its end it names what it could not see.

${exitCodesText({
  done: 'every check passed, or was skipped with its reason',
  failed: 'a check failed, or something could not be removed',
  incomplete: null,
  interrupted: 'interrupted; what it created is removed',
})}

Examples:
  npm run smoke -- --url http://127.0.0.1:3000 --club infinity-mall --token B7t9U9tsoWsGhrv2ouUoSqpM
  LOYALTY_TOKEN=... npm run smoke -- --url https://api.example.com --club my-mall`,
  )
  .action(smoke);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
}
