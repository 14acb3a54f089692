import { InvalidArgumentError } from 'commander';

/** Readers of arguments and options. */

export const between =
  (least: number, most: number, whole: boolean) =>
  (text: string): number => {
    const value = Number(text);
    if (!(value >= least && value <= most) || (whole && !Number.isInteger(value)))
      throw new InvalidArgumentError(`Pass a ${whole ? 'whole ' : ''}number from ${least} to ${most}.`);
    return value;
  };

/** An id, as the API gives them. */
export const wholeNumber = (text: string): number => {
  if (!/^[1-9][0-9]{0,14}$/.test(text)) throw new InvalidArgumentError('Pass a number.');
  return Number(text);
};

/** `name=value`, repeated: the last value of a name counts. */
export const assignment = (
  text: string,
  before: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> => {
  const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('Pass a name and a value, as in first_name=Kari.');
  return new Map([...before, [name, value]]);
};

/** Every value of a repeated option. */
export const repeated = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];
