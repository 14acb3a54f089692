import type { Command, Option } from 'commander';

/** What can come after some words of the command line: the command tree, flat. */
export interface Place {
  /** Names of commands so far, without the program: `members import`. */
  readonly path: string;
  readonly commands: readonly Word[];
  readonly options: readonly Word[];
  /** Options of the place that take a value, by long name. */
  readonly values: ReadonlyMap<string, OptionValue>;
  /** Whether an argument may be a file. */
  readonly takesFile: boolean;
}

export interface OptionValue {
  /** None where it may be anything. */
  readonly choices: readonly string[];
  readonly isFile: boolean;
}

export interface Word {
  readonly word: string;
  readonly description: string;
}

const optionWords = (options: readonly Option[]): readonly Word[] =>
  options.flatMap(({ long, description }) => (long ? [{ word: long, description }] : []));

const FILE = /\b(?:files?|path)\b/;

const valuesOf = (options: readonly Option[]): Map<string, OptionValue> =>
  new Map(
    options.flatMap(({ long, flags, argChoices: choices = [], required, optional }) => {
      const [, value = ''] = /[<[](.+)[>\]]/.exec(flags) ?? [];
      return long && (required || optional) ? [[long, { choices, isFile: FILE.test(value) }] as const] : [];
    }),
  );

const HELP: Word = { word: '--help', description: 'display help for command' };

const placeOf = (command: Command, path: string): Place => ({
  path,
  commands: command.commands
    .filter((one) => one.name() !== 'help')
    .map((one) => ({ word: one.name(), description: one.description() })),
  options: command.parent ? optionWords(command.options) : [...optionWords(command.options), HELP],
  values: valuesOf(command.options),
  takesFile: command.registeredArguments.some((argument) => FILE.test(argument.name())),
});

/** Every place of the tree, the program itself first. */
export const placesOf = (command: Command, path = ''): readonly Place[] => [
  placeOf(command, path),
  ...command.commands.flatMap((child) =>
    placesOf(child, path === '' ? child.name() : `${path} ${child.name()}`),
  ),
];
