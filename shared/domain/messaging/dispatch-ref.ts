/** The key of a dispatch, which is also its name outside the table. */
export interface DispatchRef {
  readonly club: string;
  readonly sending: number;
  /** From 0; a sending's dispatches are spread over partitions, so that none receives all writes. */
  readonly partition: number;
  /** Derived from the member or address, so that each gets one dispatch (invariant I6). */
  readonly recipient: string;
}

/** A ref as one token of letters, digits and dashes, without its club: a message tag of SES, an id in a list. */
export const dispatchRefText = ({ sending, partition, recipient }: DispatchRef): string =>
  `${sending}-${partition}-${recipient}`;

const REF = /^(\d{1,15})-(\d{1,2})-([MA][0-9a-f]{16,32}(?:-[0-9a-f]{16})?)$/;

/** @returns nothing for a text that names no dispatch */
export const dispatchRefFrom = (club: string, text: string): DispatchRef | undefined => {
  const [, sending, partition, recipient] = REF.exec(text) ?? [];
  if (recipient === undefined) return undefined;
  return { club, sending: Number(sending), partition: Number(partition), recipient };
};

/** The member whose address it is; nothing for an address that no member has claimed. */
export const memberOfRecipient = (recipient: string): number | undefined => {
  const [, id] = /^M(\d{16})(?:-|$)/.exec(recipient) ?? [];
  return id === undefined ? undefined : Number(id);
};
