import { CommandFailed, UsageError } from '../../failures.ts';
import type { ByteScan } from './byte-scan.ts';
import { areWestern, CANDIDATES, isLikelyWestern, knownEncoding, markedEncoding } from './encodings.ts';

interface Detected {
  readonly encoding: string;
  /** What the operator should know of it. */
  readonly note?: string;
}

interface Evidence {
  readonly scan: ByteScan;
  /** The first bytes of the file. */
  readonly head: Uint8Array;
  /** Of the club. */
  readonly languages: readonly string[];
}

/** Text in a Western language has a NUL in most of its UTF-16 units. */
const MOST = 0.3;

const sampleIn = ({ sample }: ByteScan, encoding: string): string =>
  JSON.stringify(new TextDecoder(encoding).decode(sample).split(/[\r\n]/)[0]);

const unmarkedUtf16 = ({ nuls: [even, odd], bytes }: ByteScan): string | undefined => {
  if (odd > MOST * bytes && even < odd / 10) return 'utf-16le';
  return even > MOST * bytes && odd < even / 10 ? 'utf-16be' : undefined;
};

const unsure = (scan: ByteScan): CommandFailed =>
  new CommandFailed(
    `The file is not UTF-8, and its encoding cannot be told from its bytes. Line ${scan.sampleLine} would read\n${CANDIDATES.map(
      (encoding) => `  ${sampleIn(scan, encoding)} in ${encoding}`,
    ).join('\n')}\nPass the right one with --encoding, or save the file as "CSV UTF-8".`,
  );

/**
 * Rules in their order; the first that applies decides. Bytes of one encoding are letters of another, so that
 * windows-1252 is taken for granted only where each byte is a letter of it and the club's languages are written in it.
 */
const RULES: readonly ((evidence: Evidence) => Detected | undefined)[] = [
  ({ head }) => {
    const encoding = markedEncoding(head);
    return encoding === undefined ? undefined : { encoding };
  },
  ({ scan }) => {
    const encoding = unmarkedUtf16(scan);
    return encoding === undefined
      ? undefined
      : { encoding, note: `The file has no byte order mark; it is read as ${encoding}.` };
  },
  ({ scan }) => {
    if (scan.nuls[0] + scan.nuls[1] === 0) return undefined;
    throw new CommandFailed(
      'The file holds NUL bytes: it is no text, or damaged. Export it again as CSV UTF-8.',
    );
  },
  ({ scan }) =>
    scan.isUtf8 || (scan.wellFormed > 0 && scan.wellFormed >= scan.malformed)
      ? { encoding: 'utf-8' }
      : undefined,
  ({ scan, languages }) =>
    areWestern(languages) && isLikelyWestern(scan.high)
      ? {
          encoding: 'windows-1252',
          note: `The file is not UTF-8; it is read as windows-1252, for example ${sampleIn(scan, 'windows-1252')} on line ${scan.sampleLine}. If that is wrong, pass --encoding.`,
        }
      : undefined,
];

const asked = (label: string, head: Uint8Array): Detected => {
  const encoding = knownEncoding(label);
  if (encoding === undefined)
    throw new UsageError(
      `No encoding is called "${label}". Common ones: utf-8, utf-16le, windows-1252, iso-8859-15, macintosh.`,
    );
  const marked = markedEncoding(head);
  if (marked !== undefined && marked !== encoding)
    throw new CommandFailed(`The file begins with the mark of ${marked}. Leave out --encoding ${label}.`);
  return { encoding };
};

/**
 * The encoding of a text file: the one that is asked for, or what its bytes say.
 * @throws CommandFailed with the same line in several encodings when they leave it open
 */
export const detectEncoding = (evidence: Evidence, label: string | undefined): Detected => {
  if (label !== undefined) return asked(label, evidence.head);
  for (const rule of RULES) {
    const detected = rule(evidence);
    if (detected) return detected;
  }
  throw unsure(evidence.scan);
};
