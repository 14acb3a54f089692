import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { FAMILIES } from '#shared/contracts/endpoint.ts';
import { PERMITS, permitsInclude } from '#shared/contracts/permits.ts';
import { displayName } from '#shared/contracts/tags.ts';
import { ERROR_CODES, type ErrorRow } from '#shared/error-codes.ts';

type Cells = readonly string[];

const markdown = (head: Cells, rows: readonly Cells[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

const code = (text: string): string => `\`${text}\``;

const statusOf = ({ status }: ErrorRow): string => (status === 'by_family' ? '400 or 470' : String(status));

const errors = (): string =>
  markdown(
    ['code', 'status', 'says'],
    Object.entries<ErrorRow>(ERROR_CODES)
      .map(([name, row]) => [code(name), statusOf(row), row.message] as const)
      .toSorted(([, a], [, b]) => a.localeCompare(b)),
  );

const permits = (): string => {
  const opened = (name: string): boolean => CATALOGUE.some(({ permit }) => permitsInclude([name], permit));
  return markdown(
    ['permit', 'lets a backend'],
    Object.entries(PERMITS)
      .filter(([name]) => opened(name) || /:(UseService|SetPriority)/.test(name))
      .map(([name, does]) => [code(name), does.charAt(0).toLowerCase() + does.slice(1)]),
  );
};

type Endpoint = (typeof CATALOGUE)[number];

const codes = (lines: readonly string[]): string => lines.map((line) => `<code>${line}</code>`).join('<br>');

/** Every way to call an endpoint; the page names the prefixes of members' endpoints once. */
const waysOf = ({ family, paths, methods }: Endpoint): string =>
  codes(
    paths.flatMap((path) => {
      const below = family === 'members' ? path : `${FAMILIES[family][0]}/${path}`;
      return methods.map((method) => `${method} ${below.replace(/:(\w+)/g, '{$1}')}`);
    }),
  );

const entry = (group: string, contract: Endpoint): string =>
  `<div><dt><a href="reference.html#tag/${group}/${contract.id}">${contract.summary}</a></dt>
<dd>${waysOf(contract)}</dd>
<dd class="permit">${contract.permit}</dd></div>`;

const endpoints = (): string =>
  [...Map.groupBy(CATALOGUE, ({ id }) => id.slice(0, id.indexOf('.')))]
    .map(([group, contracts]) => {
      const entries = contracts.map((contract) => entry(group, contract)).join('\n');
      return `## ${displayName(group)}\n\n<dl class="endpoints">\n${entries}\n</dl>`;
    })
    .join('\n\n');

/** Tables of the guide from the catalogue, so that they stay true: `<!-- errors -->` and so on, in Markdown. */
export const TABLES: Readonly<Record<string, () => string>> = { errors, permits, endpoints };
