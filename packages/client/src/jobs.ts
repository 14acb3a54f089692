import type { CallOptions } from './call.ts';
import type { Api } from './generated/api.ts';
import type {
  ImportBulk,
  MemberBulksCreateOrUpdateBody,
  MemberBulksStatusReply,
  MemberImportsCreateBody,
  MemberImportsShowReply,
} from './generated/models.ts';
import { type WaitOptions, waitUntil } from './waiting.ts';

/** Work that goes on in the background. */
export interface BackgroundJob<Status> {
  status(options?: CallOptions): Promise<Status>;
  /** @returns the last status; whether all went well is for the caller to read in it */
  waitUntilFinished(options?: WaitOptions<Status>): Promise<Status>;
}

/** What was wrong with a row of a job. */
export type RowError = MemberBulksStatusReply['errors'][number];

/** What was wrong with a member of an import. */
export interface ImportError {
  /** Id of the bulk. */
  readonly bulk: number;
  /** E-mail or MSISDN; `#` and the place in the request follow where it came before. */
  readonly member: string;
  readonly errors: ImportBulk['members_errors'][string];
}

export interface MemberBulkJob extends BackgroundJob<MemberBulksStatusReply> {
  readonly job_id: string;
  /** All errors, also those that one status does not hold, for 24 hours. Read them once the job has ended. */
  errors(options?: CallOptions): AsyncGenerator<RowError, void, undefined>;
}

export interface MemberImport extends BackgroundJob<MemberImportsShowReply> {
  readonly import_id: string;
  /** All errors of its bulks, also those that one status does not hold; as of a job. */
  errors(options?: CallOptions): AsyncGenerator<ImportError, void, undefined>;
}

const BULK_ENDED: readonly string[] = ['finished', 'fatal_error'];
const IMPORT_ENDED: readonly string[] = ['finished', 'failed'];

export interface MemberBulks extends Omit<Api['memberBulks'], 'createOrUpdate'> {
  /**
   * Creates or updates up to 5000 members in the background. Without a `job_id` it makes one, so that the request
   * can be sent again when its reply is lost; with a `job_id` of your own, send a `request_number` for that.
   */
  createOrUpdate(body: MemberBulksCreateOrUpdateBody, options?: CallOptions): Promise<MemberBulkJob>;
  /** A job that was begun before. */
  job(jobId: string): MemberBulkJob;
}

export interface MemberImports extends Omit<Api['memberImports'], 'create'> {
  /** Creates or updates up to 1000 members in the background, as one bulk of an import; see `createOrUpdate`. */
  create(body: MemberImportsCreateBody, options?: CallOptions): Promise<MemberImport>;
  /** An import that was begun before. */
  import(importId: string): MemberImport;
}

/** A name of the caller's own makes a lost answer harmless (contract §3.1.1, §4.1). */
const named = <Body extends { readonly request_number?: number | null }>(
  body: Body,
  key: keyof Body,
): Body =>
  body[key] === undefined || body[key] === null
    ? { ...body, [key]: crypto.randomUUID(), request_number: body.request_number ?? 1 }
    : body;

/** Statuses with the errors after those of the one before, from the first on. */
async function* pages<Status>(
  read: (errors_after?: string) => Promise<Status>,
  nextOf: (status: Status) => string | null | undefined,
): AsyncGenerator<Status, void, undefined> {
  let status = await read();
  yield status;
  for (let next = nextOf(status); typeof next === 'string'; next = nextOf(status)) {
    status = await read(next);
    yield status;
  }
}

export const withBulkJobs = (api: Api): MemberBulks => {
  const job = (jobId: string): MemberBulkJob => {
    const status = (options?: CallOptions) => api.memberBulks.status({ job_id: jobId }, options);
    const hasEnded = (now: MemberBulksStatusReply) => BULK_ENDED.includes(now.status);
    async function* errors(options?: CallOptions): AsyncGenerator<RowError, void, undefined> {
      const read = (errors_after?: string) =>
        api.memberBulks.status({ job_id: jobId, ...(errors_after && { errors_after }) }, options);
      for await (const page of pages(read, (now) => now.errors_next_cursor)) yield* page.errors;
    }
    return {
      job_id: jobId,
      status,
      waitUntilFinished: (options) => waitUntil(status, hasEnded, options),
      errors,
    };
  };
  return {
    ...api.memberBulks,
    job,
    async createOrUpdate(body, options) {
      const { job_id } = await api.memberBulks.createOrUpdate(named(body, 'job_id'), options);
      return job(job_id);
    },
  };
};

export const withImports = (api: Api): MemberImports => {
  const known = (importId: string): MemberImport => {
    const status = (options?: CallOptions) => api.memberImports.show({ import_id: importId }, options);
    const hasEnded = ({ bulks }: MemberImportsShowReply) =>
      bulks.every((bulk) => IMPORT_ENDED.includes(bulk.status));
    async function* errorsOf(bulk: number, options?: CallOptions): AsyncGenerator<ImportError> {
      const read = (errors_after?: string) =>
        api.memberImports.bulk(
          { import_id: importId, bulk_id: bulk, ...(errors_after && { errors_after }) },
          options,
        );
      for await (const { members_errors } of pages(read, (now) => now.members_errors_next_cursor))
        for (const [member, errors] of Object.entries(members_errors)) yield { bulk, member, errors };
    }
    async function* errors(options?: CallOptions): AsyncGenerator<ImportError, void, undefined> {
      for (const { id } of (await status(options)).bulks) yield* errorsOf(id, options);
    }
    return {
      import_id: importId,
      status,
      waitUntilFinished: (options) => waitUntil(status, hasEnded, options),
      errors,
    };
  };
  return {
    ...api.memberImports,
    import: known,
    async create(body, options) {
      const { import_id } = await api.memberImports.create(named(body, 'import_id'), options);
      return known(import_id);
    },
  };
};
