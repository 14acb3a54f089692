import { fileURLToPath } from 'node:url';
import { type ImportParams, type ImportPlan, planImport } from '../../cli/import/plan.ts';
import { inspect } from '../../cli/import/read/inspect.ts';
import { SCHEMA } from '../support/clubs.ts';

/** Files written by programs that are not ours. */
export const fixture = (name: string): string =>
  fileURLToPath(new URL(`fixtures/imports/${name}`, import.meta.url));

export type Options = Partial<Omit<ImportParams, 'file' | 'club'>>;

interface Read {
  readonly members: readonly any[];
  /** Rows that are not sent, by line. */
  readonly problems: Readonly<Record<number, string>>;
  readonly notes: readonly string[];
}

const PARAMS = { club: 'mall', operation: 'create', skipColumn: [] } as const;

export const planOf = async (
  file: string,
  options: Options = {},
  schema: object = SCHEMA,
): Promise<ImportPlan> => planImport({ ...PARAMS, ...options, file }, await inspect(file), schema as never);

/** What the command makes of a file for a club of this schema, up to the requests. */
export const readFile = async (
  file: string,
  options: Options = {},
  schema: object = SCHEMA,
): Promise<Read> => {
  const plan = await planOf(file, options, schema);
  const members: any[] = [];
  const problems: Record<number, string> = {};
  for await (const { rows, bad } of plan.batches()) {
    members.push(...rows.map(({ member }) => member));
    for (const { line, reason } of bad) problems[line] = [problems[line] ?? [], reason].flat().join('; ');
  }
  return { members, problems, notes: plan.notes };
};

/** The message with which a file is refused. */
export const refusalOf = async (file: string, options: Options = {}): Promise<string> =>
  readFile(file, options).then(
    (read) => `read: ${JSON.stringify(read)}`,
    (error: Error) => error.message,
  );
