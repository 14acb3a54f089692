import type { BulkChunkMessage } from '#shared/contracts/queue-messages.ts';
import type { ChunkRef, LedgerRef } from '#shared/data/bulk/bulk-keys.ts';
import type { BulkMember, RowIdentifier } from '#shared/domain/bulk/bulk-request.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { type ChangeOrigin, changeOrigin } from '#shared/domain/members/change-origin.ts';
import { type ProductScope, productScope } from '#shared/domain/members/product-scope.ts';
import type { WelcomeFlags } from '#shared/domain/notifications/welcome.ts';

/** What all rows of a request share. */
export interface BulkOptions extends WelcomeFlags {
  readonly only_create: boolean;
  /** Rows come to their outcomes and write nothing; absent = they write. */
  readonly dry_run?: true;
  /** Rows change the members with this identifier and create none; absent = create or update (contract §4.1). */
  readonly update_by?: RowIdentifier;
  /** Array properties gain what they lack instead of being replaced; with `update_by` only. */
  readonly append?: boolean;
  /** Rows bring members of another system with their ids, times and statuses (contract §4.6). */
  readonly restore?: true;
  readonly password_min_length: number;
  /** Salted digests are taken as password hashes; absent = they are not (contract §2.16). */
  readonly moving_in?: true;
  /** What the product of the request may write; absent = all properties (contract §2.20). */
  readonly scope?: ProductScope;
  /** In which numbers are read, as when the request was accepted. */
  readonly country?: string;
  /** Opt-in channel and sub-channel of rows that name none (contract §3.1, §4.1). */
  readonly product: string;
  readonly subproduct: string | null;
}

/** Where the changes by a chunk's rows come from. */
export const chunkOrigin = (
  { face, client }: BulkChunkMessage,
  { changed, options }: ChunkContent,
): ChangeOrigin =>
  changed ?? (face === 'import' ? changeOrigin('import') : changeOrigin('bulk', { ...options, client }));

/** The scope of a product as rows are validated by it: as it was when they were accepted. */
export const scopeOption = (club: Club, product: string): Pick<BulkOptions, 'scope'> => {
  const scope = productScope(club, product);
  return scope ? { scope } : {};
};

/** The sealed part of a chunk's message. */
export interface ChunkContent {
  readonly options: BulkOptions;
  /** Of the request that sent the chunk; absent in messages of the first release. */
  readonly changed?: ChangeOrigin;
  readonly members: readonly BulkMember[];
}

type ChunkFields = Pick<BulkChunkMessage, 'face' | 'club' | 'client' | 'job' | 'bulk'>;

/** Where a chunk belongs, as its message spells it. */
export const messageFieldsOf = (ref: LedgerRef): ChunkFields =>
  ref.source === 'bulk'
    ? { face: 'bulk', club: ref.club, client: ref.client, job: ref.job }
    : { face: 'import', club: ref.club, job: ref.import, bulk: ref.bulk };

const ledgerOfMessage = ({ face, club, client, job, bulk }: ChunkFields): LedgerRef => {
  if (face === 'import' && bulk !== undefined) return { source: face, club, import: job, bulk };
  if (face !== 'import' && client !== undefined) return { source: 'bulk', club, client, job };
  throw new TypeError('A chunk does not say where it belongs');
};

export const chunkOf = (message: BulkChunkMessage): ChunkRef => ({
  ledger: ledgerOfMessage(message),
  request: message.request,
  chunk: message.chunk,
});

/** A chunk in lines of the log: as the client and `loyalty jobs` name it. */
export const logFieldsOf = ({ face, club, job, request_number, chunk }: BulkChunkMessage) => ({
  face: face ?? 'bulk',
  club,
  job,
  request_number,
  chunk,
});

const owner = (ref: LedgerRef): string =>
  ref.source === 'bulk' ? `${ref.client}/${ref.job}` : `${ref.import}/${ref.bulk}`;

/** What a sealed chunk belongs to; it opens nowhere else. */
export const chunkContext = ({ ledger, request, chunk }: ChunkRef): string =>
  `${ledger.source}/${ledger.club}/${owner(ledger)}/${request}/${chunk}`;
