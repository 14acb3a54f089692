import { type Command, InvalidArgumentError } from 'commander';
import { issueClientToken } from '#shared/admin/issue-token.ts';
import { revokeClientToken } from '#shared/admin/revoke-token.ts';
import { PERMITS } from '#shared/contracts/permits.ts';
import { listClients } from '#shared/data/client-tokens/clients.ts';
import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import { repeated } from '../arguments.ts';
import { UsageError } from '../failures.ts';
import { type Column, fieldsOf, type Report, tableOf } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';

interface CreateOptions {
  readonly name: string;
  readonly club?: readonly string[];
  readonly allClubs?: boolean;
  readonly product?: string;
  readonly permit?: readonly string[];
  readonly allPermits?: boolean;
  readonly policy?: readonly string[];
  readonly customer?: readonly string[];
  readonly internal?: boolean;
}

const ALL_PERMITS = Object.keys(PERMITS);

const clubsText = ({ clubs }: ClientToken): string =>
  clubs === null ? 'all clubs' : clubs.join(', ') || 'none';
const permitsText = ({ permits, policies }: ClientToken): string => {
  const own = permits.length > 1 ? [`${permits.length} permits`] : permits;
  return [...policies, ...own].join(', ') || 'none';
};

const COLUMNS: readonly Column<ClientToken>[] = [
  { title: 'ID', value: ({ id }) => id },
  { title: 'NAME', value: ({ name }) => name },
  { title: 'TOKEN', value: ({ last4 }) => `…${last4}` },
  { title: 'CLUBS', value: clubsText },
  { title: 'PRODUCT', value: ({ product }) => product ?? 'any' },
  { title: 'PERMITS', value: permitsText },
  { title: 'CREATED', value: ({ created_at }) => created_at },
];

/** A token without its secret, which is not stored, and without its hash. */
const tokenView = ({ hash: _, ...shown }: ClientToken): Omit<ClientToken, 'hash'> => shown;

/** Exactly one of two options must be given: leaving both out must never mean "everything". */
const eitherOf = <All>(
  some: readonly string[] | undefined,
  all: boolean | undefined,
  everything: All,
  names: string,
): readonly string[] | All => {
  if ((some !== undefined) === (all === true)) throw new UsageError(`Pass one of ${names}.`);
  return some ?? everything;
};

const PERMIT_OPTIONS = '--permit (repeatable) or --all-permits, or --policy';

const permitsOf = ({ permit, allPermits, policy }: CreateOptions): readonly string[] =>
  policy !== undefined && permit === undefined && !allPermits
    ? []
    : eitherOf(permit, allPermits, ALL_PERMITS, PERMIT_OPTIONS);

const create = async ({ db, now, operator }: CommandContext, options: CreateOptions): Promise<Report> => {
  const clubs = eitherOf(options.club, options.allClubs, null, '--club (repeatable) or --all-clubs');
  const {
    name,
    product = null,
    policy: policies = [],
    customer: customers = null,
    internal = false,
  } = options;
  const params = { name, clubs, customers, product, permits: permitsOf(options), policies, internal };
  const { token, secret } = await issueClientToken(db(), { ...params, by: operator, now });
  const lines = (all: readonly string[]): string => all.join('\n          ') || 'none';
  const fields = fieldsOf({
    Id: token.id,
    Name: token.name,
    Clubs: clubsText(token),
    ...(customers && { Customers: customers.join(', ') }),
    Product: product ?? 'any',
    ...(internal && { Internal: 'yes' }),
    Policies: lines(token.policies),
    Permits: lines(token.permits),
  });
  return {
    json: { ...tokenView(token), token: secret },
    text: `${fields}\n\nToken    ${secret}\n\nKeep it safe: it is shown this once and only its hash is stored.`,
  };
};

const list = async ({ db }: CommandContext): Promise<Report> => {
  const tokens = await listClients(db());
  const none = 'There are no client tokens yet. Create one with "loyalty tokens create".';
  return { json: tokens.map(tokenView), text: tokens.length === 0 ? none : tableOf(COLUMNS, tokens) };
};

const revoke = async ({ db, operator, now }: CommandContext, id: number): Promise<Report> => {
  const token = await revokeClientToken(db(), id, { by: operator, now });
  const effect = 'Functions that have it in their cache refuse it within a minute.';
  return {
    json: { revoked: tokenView(token) },
    text: `Revoked token ${token.id} "${token.name}" (…${token.last4}). ${effect}`,
  };
};

const tokenId = (text: string): number => {
  if (!/^[1-9][0-9]{0,9}$/.test(text))
    throw new InvalidArgumentError('Pass the id of a token, as in "loyalty tokens list".');
  return Number(text);
};

/** Adds `loyalty tokens …`. */
export const addTokenCommands = (program: Command): void => {
  const tokens = program.command('tokens').description('issue, list and revoke API client tokens');

  tokens
    .command('create')
    .description('issue a token for an API client (the value of X-Client-Authorization)')
    .requiredOption('--name <name>', 'name of the client that has the token, for people')
    .option('--club <slug>', 'a club it may use; repeat for more', repeated)
    .option('--all-clubs', 'it may use every club, later ones too')
    .option('--product <name>', 'the one product it may name in X-Product-Name; any if left out')
    .option(
      '--permit <permit>',
      'something it may do; repeat for more ("loyalty permits list" names them)',
      repeated,
    )
    .option('--all-permits', 'all permits of this version')
    .option(
      '--policy <policy>',
      'a named set of permits; repeat for more ("loyalty policies list" names them)',
      repeated,
    )
    .option('--customer <id>', 'a customer to whose clubs it is limited; repeat for more', repeated)
    .option('--internal', "a token of the operator's own systems; only such tokens see it in the API")
    .addHelpText(
      'after',
      `
The token is shown once; only its hash is stored. Give a client no more permits than it needs.

Examples:
  loyalty --local tokens create --name "Android app" --club infinity-mall --product android-app \\
    --policy MembersApiAppAccess
  loyalty --local tokens create --name "Web shop" --club infinity-mall --permit BL:Api:Members:Get
  TOKEN=$(loyalty --local --json tokens create --name CI --all-clubs --all-permits | jq -r .token)`,
    )
    .action(reporting(create));

  tokens
    .command('list')
    .description('list all tokens, each by the last four characters of its secret')
    .addHelpText('after', '\nExample:\n  loyalty --local tokens list')
    .action(reporting(list));

  tokens
    .command('revoke')
    .description('revoke a token for good')
    .argument('<id>', 'the id in "loyalty tokens list"', tokenId)
    .addHelpText(
      'after',
      '\nTo replace a token, issue the new one first and revoke the old one when no client uses it.\n\nExample:\n  loyalty --local tokens revoke 3',
    )
    .action(reporting(revoke));
};
