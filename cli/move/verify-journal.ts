import type { JournalKind } from '../import/journal-file.ts';
import type { Mapping } from '../import/map/mapping.ts';
import { NOTHING_VERIFIED, type Verified } from './verified.ts';

/** What makes two runs the same verification. */
export interface VerifyHead {
  readonly v: 1;
  readonly table: string;
  readonly club: string;
  readonly mapping: Mapping;
  readonly file: { readonly bytes: number; readonly sha256: string };
}

export const VERIFICATION: JournalKind<VerifyHead, Verified> = {
  suffix: '.verify',
  name: 'verification',
  start: NOTHING_VERIFIED,
  differences: [
    ['club', 'It was for another club'],
    ['table', 'It was for another table'],
    ['mapping', 'It had another mapping'],
  ],
  mayBeMended: false,
};
