import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { deleteClub } from '#shared/admin/delete-club.ts';
import { DIRECTORY_TTL_SECONDS } from '#shared/ports/directory.ts';
import { UsageError } from '../failures.ts';
import { fieldsOf, type Report } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';

interface DeleteOptions {
  readonly confirm?: string;
}

/** On a terminal a person types it; a script passes it. */
const typedSlug = async (slug: string): Promise<string | undefined> => {
  if (!process.stdin.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(
      `This cannot be undone. Type the slug of the club (${slug}) to delete it: `,
    );
  } finally {
    terminal.close();
  }
};

const remove = async (
  { db, now, operator }: CommandContext,
  slug: string,
  { confirm }: DeleteOptions,
): Promise<Report> => {
  const confirmed = confirm ?? (await typedSlug(slug));
  if (confirmed !== slug)
    throw new UsageError(`Nothing was deleted. Pass --confirm ${slug} to delete the club.`);
  const forget = async (): Promise<void> => {
    process.stderr.write(`Waiting ${DIRECTORY_TTL_SECONDS} s, until no function knows the club any more.\n`);
    await sleep(DIRECTORY_TTL_SECONDS * 1000);
  };
  const done = await deleteClub(db(), { slug, now, by: operator, forget });
  const text = fieldsOf({
    Deleted: `club "${slug}"`,
    'Tokens revoked': done.tokens_revoked.join(', ') || 'none',
    'Tokens changed': done.tokens_changed.join(', ') || 'none',
    Items: done.items,
  });
  return { json: done, text, act: { clubs: [slug], about: { items: done.items } } };
};

/** Adds `loyalty clubs delete`. */
export const addClubDeleteCommand = (clubs: Command): void => {
  clubs
    .command('delete')
    .description('delete a club without members, on a development stage')
    .argument('<slug>', 'the club')
    .option('--confirm <slug>', 'the slug again; without it the command asks for it')
    .addHelpText(
      'after',
      `
Refused where the table is protected from deletion (every stage but dev), while the club has members, and while bulks,
imports or sendings are under way. Client tokens of this club alone are revoked; those of several clubs lose it. What
else the club has (messages, sendings, jobs, schemas, counters) goes ${DIRECTORY_TTL_SECONDS} seconds later, when no function knows the club any
more. If the command is interrupted, run it again. It reads the whole table.

Examples:
  loyalty --local clubs delete my-mall
  loyalty --local clubs delete my-mall --confirm my-mall`,
    )
    .action(reporting(remove));
};
