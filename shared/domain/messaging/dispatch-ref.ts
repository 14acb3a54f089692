/** The key of a dispatch, which is also its name outside the table. */
export interface DispatchRef {
  readonly club: string;
  readonly sending: number;
  /** From 0; a sending's dispatches are spread over partitions, so that none receives all writes. */
  readonly partition: number;
  /** Derived from the member, device or address, so that each gets one dispatch (invariant I6). */
  readonly recipientKey: string;
}

/** A ref as one token of letters, digits and dashes, without its club: a message tag of SES, an id in a list. */
export const dispatchRefText = ({ sending, partition, recipientKey }: DispatchRef): string =>
  `${sending}-${partition}-${recipientKey}`;

const REF = /^(\d{1,15})-(\d{1,2})-([MA][0-9a-f]{16,32}(?:-[0-9a-f]{16})?)$/;

/** @returns nothing for a text that names no dispatch */
export const dispatchRefFrom = (club: string, text: string): DispatchRef | undefined => {
  const [, sending, partition, recipientKey] = REF.exec(text) ?? [];
  if (recipientKey === undefined) return undefined;
  return { club, sending: Number(sending), partition: Number(partition), recipientKey };
};

/** The member whose address it is; nothing for an address that no member has claimed. */
export const memberOfRecipientKey = (recipientKey: string): number | undefined => {
  const [, id] = /^M(\d{16})(?:-|$)/.exec(recipientKey) ?? [];
  return id === undefined ? undefined : Number(id);
};
