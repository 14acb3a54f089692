import type { BulkMember } from '../domain/bulk-request.ts';
import type { WelcomeFlags } from '../domain/welcome.ts';

/** What all rows of a request share. */
export interface BulkOptions extends WelcomeFlags {
  readonly only_create: boolean;
  readonly password_min_length: number;
  /** Opt-in channel and sub-channel of rows that name none (contract §3.1). */
  readonly product: string;
  readonly subproduct: string | null;
}

/** The sealed part of a chunk's message. */
export interface ChunkContent {
  readonly options: BulkOptions;
  readonly members: readonly BulkMember[];
}

/** What a sealed chunk belongs to; it opens nowhere else. */
export const chunkContext = (place: {
  readonly club: string;
  readonly client: number;
  readonly job: string;
  readonly request: string;
  readonly chunk: number;
}): string => `bulk/${place.club}/${place.client}/${place.job}/${place.request}/${place.chunk}`;
