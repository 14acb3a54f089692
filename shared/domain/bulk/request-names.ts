import { flagOf, idOf, integerOf } from '../common-values/spellings.ts';

type Spelt<Read extends (value: never) => unknown> = Parameters<Read>[0];

interface SentNames {
  readonly dry_run?: Spelt<typeof flagOf>;
  readonly request_number?: Spelt<typeof integerOf>;
  readonly job_id?: Spelt<typeof idOf>;
  readonly import_id?: Spelt<typeof idOf>;
}

/** Whether a request is a dry run, and the names that the caller gives it. */
interface RequestNames {
  readonly isDry: boolean;
  /** Of the job or import. */
  readonly group: string | undefined;
  readonly number: number | undefined;
  /** Names that were sent and have no effect. */
  readonly unused: readonly string[];
}

/** A dry run has a job or an import of its own: its counts would add up with those of a run (contract §3.1.1). */
export const requestNames = (body: SentNames, key: 'job_id' | 'import_id'): RequestNames => {
  const isDry = flagOf(body.dry_run) ?? false;
  if (!isDry) return { isDry, group: idOf(body[key]), number: integerOf(body.request_number), unused: [] };
  const names = [key, 'request_number'] as const;
  const unused = names.filter((name) => (body[name] ?? null) !== null);
  return { isDry, group: undefined, number: undefined, unused };
};
