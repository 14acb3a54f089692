import { CATALOGUE } from '../shared/contracts/catalogue.ts';
import { FAMILIES } from '../shared/contracts/endpoint.ts';
import { opens, PERMITS } from '../shared/contracts/permits.ts';
import { ERROR_CODES, type ErrorRow } from '../shared/error-codes.ts';

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
  const opened = (name: string): boolean => CATALOGUE.some(({ permit }) => opens([name], permit));
  return markdown(
    ['permit', 'lets a backend'],
    Object.entries(PERMITS)
      .filter(([name]) => opened(name) || /:(UseService|SetPriority)/.test(name))
      .map(([name, does]) => [code(name), does.charAt(0).toLowerCase() + does.slice(1)]),
  );
};

/** Every way to call an endpoint, the earliest path first. */
const pathsOf = ({ family, paths, methods }: (typeof CATALOGUE)[number]): string =>
  paths
    .map((path) => {
      const below = family === 'members' ? path : `${FAMILIES[family][0]}/${path}`;
      return code(`${methods.join(', ')} ${below.replace(/:(\w+)/g, '{$1}')}`);
    })
    .join('<br>');

const endpoints = (): string =>
  [...Map.groupBy(CATALOGUE, ({ id }) => id.slice(0, id.indexOf('.')))]
    .map(([group, contracts]) =>
      [
        `## ${group}`,
        markdown(
          ['endpoint', 'does', 'permit'],
          contracts.map((contract) => [
            pathsOf(contract),
            `[${contract.summary}](reference.html#tag/${group}/${contract.id})`,
            code(contract.permit),
          ]),
        ),
      ].join('\n\n'),
    )
    .join('\n\n');

/** What the guide tells from the catalogue, so that it stays true: `<!-- errors -->` and so on, as Markdown. */
export const TABLES: Readonly<Record<string, () => string>> = { errors, permits, endpoints };
