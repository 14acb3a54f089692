/** One record of a file, with the line on which it begins and how much of the file it ends. */
export interface SourceRecord {
  /** Counted from 1, as editors do; the row of a sheet as spreadsheets number it. A header is on line 1. */
  readonly line: number;
  /** In the unit of `Source.length`. */
  readonly end: number;
  /** Cells of a row; a JSON value; `Unreadable` where it is neither. */
  readonly value: readonly string[] | Readonly<Record<string, unknown>> | Unreadable;
}

/** A record that cannot be read. */
export class Unreadable {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** How a file is read: the same settings give the same records. */
export interface SourceSettings {
  readonly delimiter: string | null;
  readonly encoding: string | null;
  readonly sheet: string | null;
}

/** The records of a file, read as often as they are asked for. */
export interface Source {
  readonly settings: SourceSettings;
  /** Whether the first record is a header, and records are rows of cells. */
  readonly hasCells: boolean;
  /** Whether a row may be shorter than the header: a sheet has no cells behind the last one with a value. */
  readonly mayBeShort: boolean;
  /** What `end` of the last record is, about. */
  readonly length: number;
  /** What the operator should know of how the file is read. */
  readonly notes: readonly string[];
  records(): AsyncIterable<SourceRecord>;
}
