/** A member as every peer stores it. */
export interface Person {
  readonly id: number;
  readonly email: string;
  readonly msisdn: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly birthday: string;
}

export const people = (count: number, from: number): readonly Person[] =>
  Array.from({ length: count }, (_, n) => ({
    id: from + n,
    email: `person.number.${from + n}@example.com`,
    msisdn: `474${String(from + n).padStart(7, '0')}`,
    first_name: 'Kari',
    last_name: `Nordmann ${from + n}`,
    birthday: '1990-10-23',
  }));

/** Does all of the works, some at a time. */
export const sideBySide = async (
  works: readonly (() => Promise<unknown>)[],
  atOnce: number,
): Promise<void> => {
  const waiting = works.values();
  const worker = async (): Promise<void> => {
    for (const work of waiting) await work();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};
