/** A part of a subscription's members, whose events one worker at a time delivers. */
export interface DeliveryPartitionRef {
  readonly club: string;
  readonly subscription: number;
  readonly partition: number;
}

/** One change of one member, for one subscription. */
export interface EventRef extends DeliveryPartitionRef {
  readonly member: number;
  /** Of the change in the table's stream: digits that rise from change to change of a member. */
  readonly sequence: string;
}

/** One POST at a time goes out for each; each takes some 140 events a second before DynamoDB splits it. */
const PARTITIONS = 8;

export const partitionsOf = (club: string, subscription: number): readonly DeliveryPartitionRef[] =>
  Array.from({ length: PARTITIONS }, (_, partition) => ({ club, subscription, partition }));

/** @param sequence without leading zeros */
export const eventRef = (club: string, subscription: number, member: number, sequence: string): EventRef => ({
  club,
  subscription,
  partition: member % PARTITIONS,
  member,
  sequence: sequence.replace(/^0+(?=\d)/, ''),
});

/** The same however often the change is seen or delivered. */
export const eventIdOf = ({ subscription, member, sequence }: EventRef): string =>
  `${subscription}-${member}-${sequence}`;

/** @returns nothing for a text that is no event id of this subscription */
export const eventRefFrom = (club: string, subscription: number, id: string): EventRef | undefined => {
  const [, of, member, sequence] = /^(\d{1,15})-(\d{1,16})-(\d{1,40})$/.exec(id) ?? [];
  if (sequence === undefined || Number(of) !== subscription) return undefined;
  return eventRef(club, subscription, Number(member), sequence);
};
