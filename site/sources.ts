import { readdirSync } from 'node:fs';

/** The project, which the paths of sources begin at. */
export const ROOT = new URL('../', import.meta.url);

export interface Source {
  /** Name of the page: `errors` is `errors.html` and `errors.md`. */
  readonly name: string;
  /** Path in the project. */
  readonly file: string;
  readonly group: Group;
  /** In place of the first heading of the file. */
  readonly title?: string;
}

const GUIDE = 'docs/guide/';

/** `03-errors.md` is `errors`; the first page is the start of the site. */
const guide: readonly Omit<Source, 'group'>[] = readdirSync(new URL(GUIDE, ROOT))
  .filter((file) => file.endsWith('.md'))
  .sort()
  .map((file, index) => ({
    name: index === 0 ? 'index' : file.replace(/^\d+-|\.md$/g, ''),
    file: `${GUIDE}${file}`,
  }));

const document = (name: string, file = `docs/${name}.md`): Omit<Source, 'group'> => ({ name, file });

/** The groups of the navigation. */
const GROUPS = {
  Guide: guide,
  Rules: [
    document('contract'),
    { ...document('client', 'packages/client/README.md'), title: 'Typed client' },
    document('changelog', 'CHANGELOG.md'),
  ],
  Operating: [document('operations'), document('localstack-and-sam')],
  Inside: [
    document('architecture'),
    document('data'),
    document('decisions'),
    document('reliability'),
    document('benchmarks'),
    document('scale'),
    document('threats-and-faults'),
    document('independent-engines'),
    document('glossary'),
    document('contributing', 'CONTRIBUTING.md'),
  ],
} as const satisfies Readonly<Record<string, readonly Omit<Source, 'group'>[]>>;

export type Group = keyof typeof GROUPS;

/** Every page in reading order. */
export const SOURCES: readonly Source[] = Object.entries(GROUPS).flatMap(([group, sources]) =>
  sources.map((source) => ({ ...source, group: group as Group })),
);

/** Files at the root of the project that the site has under the same name. */
export const DOWNLOADS = [
  { file: 'openapi.json', text: 'OpenAPI document' },
  { file: 'openapi-once.json', text: 'OpenAPI, each endpoint once' },
  { file: 'openapi-2017.json', text: 'OpenAPI, the paths of 2017' },
  { file: 'openapi-3.0.json', text: 'OpenAPI 3.0, for generators' },
  { file: 'loyalty-club.postman_collection.json', text: 'Postman collection' },
  { file: 'loyalty-club.local.postman_environment.json', text: 'Postman environment of the local stack' },
  { file: 'loyalty-club.stage.postman_environment.json', text: 'Postman environment of a stage' },
  { file: 'loyalty-club.http', text: 'Requests for REST clients' },
] as const;
