import type { Command } from 'commander';
import { type ClubSecret, type KeyView, rotateKeys, setClubSecret, showKeys } from '#shared/admin/keys.ts';
import { findClub } from '#shared/data/clubs/clubs.ts';
import { type Column, type Report, tableOf } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';
import { readTextOf } from '../text-input.ts';

const COLUMNS: readonly Column<KeyView>[] = [
  { title: 'KEY', value: ({ kid }) => kid },
  { title: 'STATE', value: ({ state }) => state },
  { title: 'RETIRED', value: ({ retired_at }) => retired_at ?? '-' },
];

const show = async ({ secret }: CommandContext): Promise<Report> => {
  const keys = await showKeys(secret());
  return { json: keys, text: tableOf(COLUMNS, keys) };
};

const rotate = async ({ secret, now }: CommandContext): Promise<Report> => {
  const keys = await rotateKeys(secret(), now);
  const effect = 'Functions use it within five minutes. Earlier keys stay valid for what they made.';
  return {
    json: keys,
    text: `${tableOf(COLUMNS, keys)}\n\nThe key ${keys[0]?.kid} is current now. ${effect}`,
    act: { clubs: null, about: { key: keys[0]?.kid ?? null } },
  };
};

/** Whether there is such a club; `null` where no table can be asked: these commands need the secret only. */
const isClub = async ({ db }: CommandContext, slug: string): Promise<boolean | null> => {
  try {
    return (await findClub(db(), slug)) !== undefined;
  } catch {
    return null;
  }
};

/** A command that keeps a secret of another system from a file. The club may come later, or have another name. */
const keep =
  (kind: ClubSecret, key: string, name: string) =>
  async (context: CommandContext, club: string, { file }: { readonly file: string }): Promise<Report> => {
    const { secret } = context;
    const value = (await readTextOf(`The ${name}`, file)).replace(/\r?\n$/, '');
    await setClubSecret(secret(), kind, { club, value });
    const done = value === '' ? 'is removed' : 'is kept. Functions use it within five minutes';
    const isKnown = await isClub(context, club);
    const doubt = isKnown === false ? ` The table has no club ${club}: check its name.` : '';
    return {
      json: { club, [key]: value !== '', club_exists: isKnown },
      text: `The ${name} of ${club} ${done}.${doubt}`,
      act: { clubs: [club], about: { [key]: value !== '' } },
    };
  };

export const addKeyCommands = (program: Command): void => {
  const keys = program
    .command('keys')
    .description("the deployment's keys: they sign tokens, seal messages and pepper passwords");

  keys
    .command('show')
    .description('list the keys by name; the keys themselves are never shown')
    .addHelpText('after', '\nExample:\n  loyalty --local keys show')
    .action(reporting(show));

  keys
    .command('rotate')
    .description('make a new key the current one')
    .addHelpText(
      'after',
      `
No session ends: earlier keys stay in the secret, because tokens made by them live for up to a year and a
password keeps its pepper until its member logs in again. Run it by one operator at a time.

Without --local the secret is named by --secret or SECRET_ID (SecretArn among the outputs).

Examples:
  loyalty --local keys rotate
  SECRET_ID=<arn> loyalty keys rotate`,
    )
    .action(reporting(rotate));
  keys
    .command('import-pepper <club>')
    .description("keep the pepper of the system that a club's members come from")
    .requiredOption('--file <file>', 'text file with the pepper, or - for standard input; empty removes it')
    .addHelpText(
      'after',
      `
For hashes that Devise made with a pepper: they are imported as {devise}$2a$…, and a member logs in while the
pepper is kept. It is stored in the secret beside the keys and shown nowhere. Remove it when these members have
logged in (members check-passwords counts them with bcrypt).

Examples:
  loyalty --local keys import-pepper infinity-mall --file pepper.txt
  printf %s "$PEPPER" | loyalty keys import-pepper infinity-mall --file -`,
    )
    .action(reporting(keep('import_peppers', 'pepper', 'pepper')));

  keys
    .command('shadow-token <club>')
    .description('keep the client token with which the shadow log-in of a club asks the old system')
    .requiredOption('--file <file>', 'text file with the token, or - for standard input; empty removes it')
    .addHelpText(
      'after',
      `
The old system takes it as X-Client-Authorization; it needs the permit BL:Api:Members:OAuth there and no other. The
club file says where the old system is (moving_in.shadow). The token is stored in the secret beside the keys and
shown nowhere. Remove it when the move is over.

Examples:
  loyalty --local keys shadow-token infinity-mall --file token.txt
  printf %s "$OLD_TOKEN" | loyalty keys shadow-token infinity-mall --file -`,
    )
    .action(reporting(keep('shadow_tokens', 'token', 'client token of the old system')));
};
