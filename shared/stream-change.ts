export type Image = Readonly<Record<string, unknown>>;

/** An item before and after a committed change: an image is absent where the item did not exist. */
export interface Images {
  readonly before: Image | undefined;
  readonly after: Image | undefined;
}

/** One committed change of an item, as the table's stream delivers it to workers: at least once, in order for each item. */
export interface StreamChange extends Images {
  readonly sequence: string;
  /** When it was committed, to the second. */
  readonly at: Date;
}
