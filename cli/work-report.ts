import type { BulkView, RecentWork, ReportedErrors, WorkView } from '#shared/admin/bulk-work.ts';
import { type Column, fieldsOf, tableOf } from './output.ts';

/** Background work in words. */

export const WORK_COLUMNS: readonly Column<RecentWork>[] = [
  { title: 'ACCEPTED', value: ({ accepted_at }) => `${accepted_at.slice(0, 19)}Z` },
  { title: 'KIND', value: ({ kind }) => kind },
  { title: 'ID', value: ({ id }) => id },
  { title: 'CLUB', value: ({ club }) => club },
  { title: 'TOKEN', value: ({ client }) => client ?? '-' },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'CHUNKS', value: ({ chunks, chunks_done }) => `${chunks_done}/${chunks}` },
  { title: 'CREATED', value: ({ created }) => created },
  { title: 'UPDATED', value: ({ updated }) => updated },
  { title: 'REFUSED', value: ({ refused }) => refused },
];

const BULK_COLUMNS: readonly Column<BulkView>[] = [
  { title: 'BULK', value: ({ id }) => id },
  { title: 'REQUEST', value: ({ request_number }) => request_number ?? '-' },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'MEMBERS', value: ({ members }) => members },
  { title: 'RETRIES', value: ({ retries }) => retries },
];

/** Where a request is known by its number, or as a bulk of its import. */
type Found = Pick<ReportedErrors, 'position' | 'errors'> & { readonly request: number };

interface Finding {
  readonly request: number;
  readonly position: number;
  readonly place: string;
  readonly error: string;
}

const findingColumns = (request: string): readonly Column<Finding>[] => [
  { title: request, value: (finding) => finding.request },
  { title: 'POSITION', value: ({ position }) => position },
  { title: 'ATTRIBUTE', value: ({ place }) => place },
  { title: 'ERROR', value: ({ error }) => error },
];

type Entry = Readonly<Record<string, unknown>>;

const namesIn = (errors: object, place: string): { place: string; error: string }[] =>
  Object.entries(errors).flatMap(([name, entries]) =>
    (entries as readonly Entry[]).flatMap(({ error }) => {
      const at = place === '' ? name : `${place}.${name}`;
      return typeof error === 'object' && error !== null
        ? namesIn(error, at)
        : [{ place: at, error: String(error) }];
    }),
  );

const SHOWN = 20;

/** The first errors by name; values are in `--json` only, because they are personal. */
export const errorsText = (errors: readonly Found[], title: 'REQUEST' | 'BULK'): string => {
  const findings = errors.flatMap(({ request, position, errors: found }) =>
    namesIn(found, '').map((one) => ({ request, position, ...one })),
  );
  if (findings.length === 0) return '';
  const more = findings.length > SHOWN ? `\n… and ${findings.length - SHOWN} more; --json has all.` : '';
  return `\n\n${tableOf(findingColumns(title), findings.slice(0, SHOWN))}${more}`;
};

export const workText = (work: WorkView): string => {
  const fields = fieldsOf({
    [work.kind === 'bulk' ? 'Job' : 'Import']: work.id,
    Club: work.club,
    ...(work.client !== null && { Token: work.client }),
    Status: work.status,
    Chunks: `${work.chunks_done} of ${work.chunks} done${work.chunks_failed > 0 ? `, ${work.chunks_failed} failed` : ''}`,
    Created: work.created,
    Updated: work.updated,
    ...(work.kind === 'bulk' && { Skipped: work.skipped }),
    Refused: work.refused,
  });
  return work.bulks.length > 1 ? `${fields}\n\n${tableOf(BULK_COLUMNS, work.bulks)}` : fields;
};
