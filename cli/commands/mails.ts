import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { existingClub } from '#shared/admin/save-club.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { readClubFile } from '#shared/domain/clubs/club-file.ts';
import { previewFiles } from '#shared/preview/preview-files.ts';
import { readClubFileInput } from '../club-file-input.ts';
import { CommandFailed } from '../failures.ts';
import type { Report } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';

interface PreviewOptions {
  readonly file?: string;
  readonly out?: string;
  readonly open?: boolean;
}

/** What a club that is not stored yet lacks. */
const UNSTORED = { id: 0, schema_version: 1, version: 1, created_at: '', updated_at: '' } as const;

const clubOfFile = async (slug: string, path: string): Promise<Club> => {
  const reading = readClubFile(slug, await readClubFileInput(path));
  if ('club' in reading) return { ...UNSTORED, ...reading.club };
  const [first] = reading.problems;
  throw new CommandFailed(
    `The club file has mistakes, the first at ${first?.path || '(whole file)'}: ${first?.problem} "loyalty clubs lint" lists them.`,
  );
};

/** By platform, the program that opens a file in the user's browser. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

const openInBrowser = async (path: string): Promise<void> => {
  const [program, ...before] = OPENERS[process.platform] ?? ['xdg-open'];
  try {
    await promisify(execFile)(program, [...before, path]);
  } catch (error) {
    throw new CommandFailed(`${program} could not open ${path}.`, { cause: error });
  }
};

const preview = async (
  { db, now }: CommandContext,
  slug: string,
  { file, out = `preview-${slug}`, open = false }: PreviewOptions,
): Promise<Report> => {
  const club = file === undefined ? await existingClub(db(), slug) : await clubOfFile(slug, file);
  const folder = resolve(out);
  const files = previewFiles(club, now);
  for (const [name, content] of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  const paths = [...files.keys()].map((name) => join(folder, name));
  if (open) await openInBrowser(join(folder, 'index.html'));
  return { json: { folder, files: paths }, text: paths.join('\n') };
};

/** Adds `loyalty mails preview`. */
export const addMailCommands = (program: Command): void => {
  const mails = program.command('mails').description("look at a club's messages and pages");

  mails
    .command('preview')
    .description("write all automatic messages and member pages of a club, with a made-up member's data")
    .argument('<club>', 'the club')
    .option('--file <path>', 'a club file (JSON) in place of the stored club; needs no table')
    .option('--out <folder>', 'where to write; otherwise preview-<club>')
    .option('--open', 'open index.html in the browser')
    .addHelpText(
      'after',
      `
Each message in each language, for each product with a text of its own: mails as HTML and as their text
part, SMS as text. Nothing is sent, and no link works.

Examples:
  loyalty --local mails preview infinity-mall --open
  loyalty mails preview my-mall --file my-mall.json --out /tmp/my-mall`,
    )
    .action(reporting(preview));
};
