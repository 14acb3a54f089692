import { BLOCK_IDS } from '#shared/domain/members/member-block.ts';
import { CEILINGS, mailsPerSecond, newMembersPerSecond, TRANSMISSION_SECONDS } from './ceilings.ts';
import { BYTES, COUNTS, type Count, memberPage } from './counts.ts';
import { HABITS, usageOf } from './month.ts';
import { added, dollars, PRICED_ON, PRICES, REGIONS, times, type Usage } from './prices.ts';
import { bulkRow, createdInBulk, createdMember, recipient, request, storedMember } from './usage.ts';

/** The tables of docs/scale.md, by name: each stands there between `<!-- table: name -->` and `<!-- /table -->`. */

const SIZES = [1000, 100_000, 1_000_000, 10_000_000];

type Cells = readonly (string | number)[];

const table = (head: Cells, rows: readonly Cells[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const grouped = (value: number): string => value.toLocaleString('en-US');
/** Two digits that count. */
const figure = (value: number): string => {
  if (value === 0) return '0';
  const digits = Math.max(0, 1 - Math.floor(Math.log10(Math.abs(value))));
  return Number(value.toPrecision(2)).toLocaleString('en-US', { maximumFractionDigits: digits });
};
const cents = (value: number): string =>
  value < 10 ? `$${value.toFixed(2)}` : `$${Math.round(value).toLocaleString('en-US')}`;

const seconds = (value: number): string => {
  if (value < 120) return `${figure(value)} s`;
  return value < 7200 ? `${figure(value / 60)} min` : `${figure(value / 3600)} h`;
};

const bySize = (of: string, cell: (members: number) => string): Cells => [of, ...SIZES.map(cell)];
const prices = (usage: Usage): Cells => REGIONS.map((region) => cents(dollars(usage, region)));

const EACH: Readonly<Record<string, Usage>> = {
  'members created by bulks': createdInBulk(),
  'members created one by one': createdMember(),
  'members of a full import, unchanged': bulkRow('unchanged row of a bulk'),
  'log-ins': request('log in', 1),
  'authenticated calls': request('authenticated call'),
  'look-ups by e-mail': request('read a member by e-mail'),
  'mails of sendings, SES included': recipient('mail'),
  'SMS of sendings, without the carrier': recipient('SMS'),
  'members stored, a month': storedMember(),
};

const units = (value: number): string => `${figure(value)} read units`;

const FIRST_PAGE = memberPage(100);
/** Four kilobytes, strongly consistent. */
const UNIT_BYTES = 4096;
/** A page by number reads the blocks of ids before it, too, in a club without gaps. */
const middlePageUnits = (members: number): number =>
  FIRST_PAGE.readUnits + Math.floor(members / 2 / BLOCK_IDS) * (BYTES.block / UNIT_BYTES);

const MILLION = 1e6;

const monthOf = (members: number): Usage => added(...HABITS.map((habit) => usageOf(habit, members)));

const TABLES: Readonly<Record<string, () => string>> = {
  counts: () =>
    table(
      ['operation', 'calls', 'write units', 'read units'],
      Object.entries<Count>({ ...COUNTS, 'list 100 members, any page by cursor': FIRST_PAGE }).map(
        ([name, { calls, writeUnits, readUnits }]) => [
          name,
          grouped(calls),
          grouped(writeUnits),
          grouped(readUnits),
        ],
      ),
    ),
  prices: () =>
    table(
      [`dollars, ${PRICED_ON}`, ...REGIONS, 'list'],
      Object.values(PRICES).map(({ of, source, ...price }) => [
        of,
        ...REGIONS.map((region) => price[region]),
        `<${source}>`,
      ]),
    ),
  millions: () =>
    table(
      ['a million', ...REGIONS],
      Object.entries(EACH).map(([of, usage]) => [of, ...prices(times(usage, MILLION))]),
    ),
  sizes: () =>
    table(
      ['members', ...SIZES.map(grouped)],
      [
        bySize('storage with indexes', (members) => `${figure((storedMember().storage ?? 0) * members)} GB`),
        bySize('creating them by bulks', (members) =>
          cents(dollars(times(EACH['members created by bulks'] ?? {}, members), 'us-east-1')),
        ),
        bySize('… on a new table, at least', (members) => seconds(members / newMembersPerSecond)),
        bySize('a full import, unchanged', (members) =>
          cents(dollars(times(EACH['members of a full import, unchanged'] ?? {}, members), 'us-east-1')),
        ),
        bySize('everybody logs in once', (members) =>
          cents(dollars(times(EACH['log-ins'] ?? {}, members), 'us-east-1')),
        ),
        bySize('the first 100 members, or the next by cursor', () => units(FIRST_PAGE.readUnits)),
        bySize('100 members in the middle, by `page_no`', (members) => units(middlePageUnits(members))),
        bySize('a filter on a property', units),
        bySize('a mail to everybody, SES included', (members) =>
          cents(dollars(times(recipient('mail'), members), 'us-east-1')),
        ),
        bySize('… on a new table, at least', (members) => seconds(members / mailsPerSecond)),
        bySize('a typical month, us-east-1', (members) => cents(dollars(monthOf(members), 'us-east-1'))),
        bySize('a typical month, eu-west-1', (members) => cents(dollars(monthOf(members), 'eu-west-1'))),
      ],
    ),
  month: () =>
    table(
      ['a month', 'times a member', ...REGIONS.map((region) => `100,000 members, ${region}`)],
      HABITS.map((habit) => [habit.of, habit.perMember ?? '', ...prices(usageOf(habit, 100_000))]),
    ),
  ceilings: () =>
    table(
      ['what', 'a second', 'by', 'beyond it'],
      CEILINGS.map(({ of, perSecond, limit, next }) => [of, figure(perSecond), limit, next]),
    ),
  bytes: () =>
    table(
      ['stored', 'bytes'],
      [
        ['a member', BYTES.member],
        ['its two claims', BYTES.claims],
        ['its two entries of indexes', BYTES.entries],
        ['a message of a sending', BYTES.message],
        ['a block of 2048 ids', BYTES.block],
      ],
    ),
  transmission: () =>
    `Within the ${TRANSMISSION_SECONDS / 60} minutes of a transmission a new table takes ${figure(mailsPerSecond * TRANSMISSION_SECONDS)} mails.`,
};

const BLOCK = /(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- \/table -->)/g;

/** The page with its tables computed anew. @throws TypeError for a name that is none of them */
export const withTables = (page: string): string =>
  page.replace(BLOCK, (_, begin: string, name: string, end: string) => {
    const make = TABLES[name];
    if (!make) throw new TypeError(`docs/scale.md asks for a table ${name}`);
    return `${begin}\n${make()}\n\n${end}`;
  });
