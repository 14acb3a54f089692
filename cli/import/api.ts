import type { PublishedSchema } from '#shared/domain/member-schema/view.ts';
import {
  type AnyLoyaltyApiError,
  createClient,
  type ErrorCode,
  type ImportBulk,
  isLoyaltyApiError,
  type LoyaltyClient,
  type MemberImportsCreateBody,
} from '../../packages/client/src/main.ts';
import type { ApiAccess } from '../api-access.ts';
import { answerFailure, answerText, connectionFailure } from '../api-failures.ts';
import type { MemberRow } from './map/member-rows.ts';

interface ClientAccess extends ApiAccess {
  /** Called before a request is repeated. */
  readonly onRetry?: (reason: string, seconds: number) => void;
}

interface ImportRequest extends MemberImportsCreateBody {
  readonly import_id: string;
  readonly request_number: number;
  readonly members: readonly MemberRow[];
}

/** The status of one bulk (contract §4.3). */
export type BulkState = ImportBulk;

/** The API understood a request and refused all of it. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  /** A row of it may be the reason: without that row the API takes the others. */
  readonly byRow: boolean;

  constructor(message: string, byRow: boolean) {
    super(message);
    this.byRow = byRow;
  }
}

/** Reasons that lie in rows, or in how many there are. */
const ROW_REASONS: ReadonlySet<string> = new Set([
  'body_forbidden_key',
  'body_not_json',
  'body_too_complex',
  'body_too_large',
  'duplicated_emails',
  'duplicated_msisdns',
  'invalid_members',
  'member_too_large',
  'members_size_incorrect',
  'missing_identifier',
] satisfies ErrorCode[]);

export interface ImportApi {
  schema(): Promise<PublishedSchema>;
  /**
   * Sends a request; the same one again schedules nothing twice.
   * @returns the import that it became part of: a dry run has one of its own @throws RequestRefused
   */
  send(request: ImportRequest): Promise<string>;
  /** The bulk of a dry run, which is the only one of its import and has no number. */
  onlyBulk(importId: string): Promise<BulkState | undefined>;
  /** Nothing when no request of that number was accepted. */
  bulk(importId: string, requestNumber: number): Promise<BulkState | undefined>;
}

/** An import of hours outlives a deployment of the API. */
const RETRIES = 11;

/** Before the first answer, a wrong address must fail soon. */
const FIRST_RETRIES = 4;

const refusal = (error: AnyLoyaltyApiError): RequestRefused => {
  const text = answerText(error);
  return new RequestRefused(error.detail ? `${text} (${error.detail})` : text, ROW_REASONS.has(error.code));
};

/** What a failure of the API means for the command. */
export const describeFailure = (error: unknown, url: string): unknown => {
  if (!isLoyaltyApiError(error)) return connectionFailure(error, url) ?? error;
  const isRefusal = error.status === 422 || ROW_REASONS.has(error.code);
  return isRefusal ? refusal(error) : answerFailure(error, url);
};

/** A bulk with all of its errors: what one reply does not hold is read by further ones. */
const allErrors = async (
  read: (after?: { readonly errors_after: string }) => Promise<BulkState>,
): Promise<BulkState> => {
  const first = await read();
  const pages = [first];
  for (let next = first.members_errors_next_cursor; typeof next === 'string'; ) {
    const page = await read({ errors_after: next });
    pages.push(page);
    next = page.members_errors_next_cursor;
  }
  // As entries: a member may be called `__proto__`.
  const members_errors = Object.fromEntries(pages.flatMap((page) => Object.entries(page.members_errors)));
  return { ...first, members_errors };
};

/** A client of one club; failures that pass are waited out. */
export const openClient = ({ onRetry = () => {}, ...access }: ClientAccess): LoyaltyClient =>
  createClient({
    ...access,
    userAgent: 'loyalty members import',
    retries: RETRIES,
    longestWaitSeconds: Number.POSITIVE_INFINITY,
    onRetry: ({ reason, seconds }) => onRetry(reason, seconds),
  });

/** The import endpoints of one club. @param signal ends every request and every wait */
export const openImportApi = (
  { url, signal }: { readonly url: string; readonly signal: AbortSignal },
  client: LoyaltyClient,
): ImportApi => {
  const asking = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (error) {
      throw describeFailure(error, url);
    }
  };

  return {
    schema: async () =>
      (await asking(client.clubs.schema({ signal, retries: FIRST_RETRIES }))) as unknown as PublishedSchema,
    async send(request) {
      return (await asking(client.memberImports.create(request, { signal }))).import_id;
    },
    async onlyBulk(import_id) {
      const { bulks } = await asking(client.memberImports.show({ import_id }, { signal }));
      const bulk_id = String(bulks[0]?.id);
      return asking(
        allErrors((after) => client.memberImports.bulk({ import_id, bulk_id, ...after }, { signal })),
      );
    },
    async bulk(import_id, request_number) {
      try {
        return await allErrors((after) =>
          client.memberImports.bulkByRequestNumber({ import_id, request_number, ...after }, { signal }),
        );
      } catch (error) {
        if (isLoyaltyApiError(error) && error.status === 404) return undefined;
        throw describeFailure(error, url);
      }
    },
  };
};
