import { parseInline } from 'marked';
import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { FAMILIES, pathTemplate } from '#shared/contracts/endpoint.ts';
import { PERMITS, permitsInclude } from '#shared/contracts/permits.ts';
import { displayName, tagOf } from '#shared/contracts/tags.ts';
import { ERROR_CODES, type ErrorCode, type ErrorRow } from '#shared/error-codes.ts';
import { ERROR_HELP } from '#shared/error-help.ts';
import { operationLink } from './links.ts';

type Cells = readonly string[];

const markdown = (head: Cells, rows: readonly Cells[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

const code = (text: string): string => `\`${text}\``;

const statusOf = ({ status }: ErrorRow): string => (status === 'by_family' ? '400 or 470' : String(status));

/** Inline Markdown as HTML. */
const prose = (text: string): string => parseInline(text) as string;

const ERRORS = Object.entries<ErrorRow>(ERROR_CODES).toSorted(([, a], [, b]) =>
  statusOf(a).localeCompare(statusOf(b)),
);

/** One anchor per code: the links of errors lead here. */
const errors = (): string => {
  const entries = ERRORS.map(([name, row]) => {
    const { means, fix } = ERROR_HELP[name as ErrorCode];
    return `<div id="${name}"><dt><a href="#${name}"><code>${name}</code></a> <span>${statusOf(row)}</span></dt>
<dd>${prose(means)}</dd>
<dd>${prose(fix)}</dd></div>`;
  });
  return `<dl class="codes">\n${entries.join('\n')}\n</dl>`;
};

const errorsTable = (): string =>
  markdown(
    ['code', 'status', 'means', 'do'],
    ERRORS.map(([name, row]) => {
      const { means, fix } = ERROR_HELP[name as ErrorCode];
      return [code(name), statusOf(row), means, fix];
    }),
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

/** Every way to call an endpoint; the page names the prefixes of members' endpoints once. */
const waysOf = ({ family, paths, methods }: Endpoint): readonly string[] =>
  paths.flatMap((path) => {
    const below = family === 'members' ? path : `${FAMILIES[family][0]}/${path}`;
    return methods.map((method) => `${method} ${pathTemplate(below)}`);
  });

const entry = (contract: Endpoint): string =>
  `<div><dt><a href="${operationLink(contract)}">${contract.summary}</a></dt>
<dd>${waysOf(contract)
    .map((way) => `<code>${way}</code>`)
    .join('<br>')}</dd>
<dd class="permit">${contract.permit}</dd></div>`;

const GROUPS = [...Map.groupBy(CATALOGUE, tagOf)];

const endpoints = (): string =>
  GROUPS.map(([group, contracts]) => {
    const entries = contracts.map(entry).join('\n');
    return `## ${displayName(group)}\n\n<dl class="endpoints">\n${entries}\n</dl>`;
  }).join('\n\n');

const endpointsTable = (): string =>
  GROUPS.map(([group, contracts]) => {
    const rows = contracts.map((contract) => [
      contract.summary,
      waysOf(contract).map(code).join(', '),
      code(contract.permit),
    ]);
    return `## ${displayName(group)}\n\n${markdown(['endpoint', 'methods and paths', 'permit'], rows)}`;
  }).join('\n\n');

/** Markdown for one of the two forms of a page. */
export interface Table {
  readonly html: () => string;
  readonly markdown: () => string;
}

/** Tables of the guide from the catalogue, so that they stay true: `<!-- errors -->` and so on. */
export const TABLES: Readonly<Record<string, Table>> = {
  errors: { html: errors, markdown: errorsTable },
  permits: { html: permits, markdown: permits },
  endpoints: { html: endpoints, markdown: endpointsTable },
};
