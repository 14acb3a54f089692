import type { Command } from 'commander';
import { type LetterView, redrive } from '#shared/admin/redrive.ts';
import { between } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailed, UsageError } from '../failures.ts';
import { interruption } from '../interruption.ts';
import { type Column, type Report, tableOf } from '../output.ts';
import { overQueues, type QueuePlace } from '../queue-connection.ts';
import { findQueues, openDeadLetters, type QueuePair } from '../queues.ts';
import { type CommandContext, reporting } from '../run.ts';

interface StageOptions {
  readonly stage?: string;
}

interface RedriveOptions extends StageOptions {
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly limit: number;
}

interface QueueView {
  readonly queue: string;
  readonly waiting: number;
  readonly in_hand: number;
  /** Messages that failed at every delivery; of a stream or a schedule, reports of what failed. */
  readonly dead: number;
  readonly can_be_redriven: boolean;
}

const viewOf = ({ name, queue, deadLetters }: QueuePair): QueueView => ({
  queue: name,
  waiting: deadLetters ? queue.waiting : 0,
  in_hand: deadLetters ? queue.inHand : 0,
  dead: deadLetters ? deadLetters.waiting + deadLetters.inHand : queue.waiting,
  can_be_redriven: deadLetters !== undefined,
});

const QUEUE_COLUMNS: readonly Column<QueueView>[] = [
  { title: 'QUEUE', value: ({ queue }) => queue },
  { title: 'DEAD', value: ({ dead }) => dead },
  { title: 'WAITING', value: ({ waiting }) => waiting },
  { title: 'IN HAND', value: ({ in_hand }) => in_hand },
  { title: 'REDRIVE', value: ({ can_be_redriven }) => (can_be_redriven ? 'yes' : 'no') },
];

const ABOUT = ['club', 'job', 'bulk', 'request', 'chunk', 'event', 'sending'] as const;

const LETTER_COLUMNS: readonly Column<LetterView>[] = [
  { title: 'QUEUE', value: ({ queue }) => queue },
  { title: 'SENT', value: ({ sent_at }) => sent_at },
  { title: 'DELIVERIES', value: ({ deliveries }) => deliveries },
  { title: 'TYPE', value: ({ message }) => String(message?.['type'] ?? 'unreadable') },
  {
    title: 'ABOUT',
    value: ({ message, id }) =>
      ABOUT.flatMap((name) => (message?.[name] === undefined ? [] : [`${name} ${message[name]}`])).join(
        ', ',
      ) || id,
  },
];

/** @throws CommandFailed where the stage has no queues: a misspelt stage must not look healthy */
const queuesAt = async ({ sqs, prefix }: QueuePlace): Promise<readonly QueuePair[]> => {
  const pairs = await findQueues(sqs, prefix);
  if (pairs.length > 0) return pairs;
  throw new CommandFailed(`No queue is named ${prefix}…. Check --stage, the region and the account.`);
};

const list = async ({ queues }: CommandContext, { stage }: StageOptions): Promise<Report> => {
  const views = (await queuesAt(await queues(stage))).map(viewOf);
  return { json: views, text: tableOf(QUEUE_COLUMNS, views) };
};

const chosen = (
  pairs: readonly QueuePair[],
  name: string | undefined,
  all: boolean,
): readonly QueuePair[] => {
  if ((name === undefined) === !all) throw new UsageError('Pass the name of a queue, or --all.');
  if (all) return pairs;
  const found = pairs.filter((pair) => pair.name === name);
  if (found.length > 0) return found;
  const names = pairs.map((pair) => pair.name).join(', ');
  throw new UsageError(`The queue ${name} does not exist. Pass one of ${names}.`);
};

const outcomeText = (letters: readonly LetterView[], dryRun: boolean): string => {
  if (letters.length === 0) return 'There are no dead letters.';
  const count = letters.length === 1 ? '1 message' : `${letters.length} messages`;
  const done = dryRun ? `${count} would be sent back; nothing was changed.` : `Sent ${count} back.`;
  return `${tableOf(LETTER_COLUMNS, letters)}\n\n${done}`;
};

const send = async (
  { queues }: CommandContext,
  name: string | undefined,
  { stage, all = false, dryRun = false, limit }: RedriveOptions,
): Promise<Report> => {
  const place = await queues(stage);
  const pairs = chosen(await queuesAt(place), name, all);
  const streams = pairs.filter(({ deadLetters }) => !deadLetters);
  if (!all && streams.length > 0)
    throw new UsageError(`${name} holds reports of runs that failed, which cannot be sent back.`);
  const { signal, end } = interruption();
  const letters: LetterView[] = [];
  try {
    for (const pair of pairs) {
      if (!pair.deadLetters) continue;
      const params = { dryRun, limit: limit - letters.length, startedAt: Date.now(), signal };
      if (params.limit <= 0 || signal.aborted) break;
      await redrive(openDeadLetters(place.sqs, pair, pair.deadLetters), params, (letter) =>
        letters.push(letter),
      );
    }
  } finally {
    end();
  }
  return {
    json: { dry_run: dryRun, messages: letters },
    text: outcomeText(letters, dryRun),
    act: dryRun || letters.length === 0 ? undefined : { clubs: null, about: { messages: letters.length } },
    exitCode: signal.aborted ? EXIT.interrupted : EXIT.done,
  };
};

/** Adds `loyalty dlq …`. */
export const addDeadLetterCommands = (program: Command): void => {
  const dlq = program.command('dlq').description('list what failed at every delivery, and send it back');

  dlq
    .command('list')
    .description('list the queues with their dead letters')
    .option('--stage <name>', 'the stage of the deployment: dev, prod …')
    .addHelpText(
      'after',
      `
Queues that cannot be redriven hold reports: of records of the table's stream, or of scheduled runs, that a worker
could not do. A lost record of the stream leaves a report; a scheduled worker does the rest in its next run.

Examples:
  loyalty --local dlq list
  loyalty dlq list --stage prod`,
    )
    .action(reporting((...args: Parameters<typeof list>) => overQueues(() => list(...args))));

  dlq
    .command('redrive')
    .description('send dead letters back to their queue')
    .argument('[queue]', 'the queue, as "dlq list" names it')
    .option('--all', 'every queue')
    .option('--dry-run', 'show what would be sent back, change nothing')
    .option('--limit <number>', 'at most this many', between(1, 1_000_000, true), 10_000)
    .option('--stage <name>', 'the stage of the deployment: dev, prod …')
    .addHelpText(
      'after',
      `
Fix the cause first: what fails again comes back. Nothing is done twice: a chunk that has ended, a message that was
sent and a sending that has moved on are known, and their letters do nothing. A letter is deleted after it was sent
back, never before. Chunks older than a day end as failed, because their members may not be kept any longer.

Examples:
  loyalty --local dlq redrive delivery --dry-run
  loyalty dlq redrive --all --stage prod`,
    )
    .action(reporting((...args: Parameters<typeof send>) => overQueues(() => send(...args))));
};
