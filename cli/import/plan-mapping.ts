import { UsageError } from '../failures.ts';
import { type FileSettings, type Mapping, mappedColumn, readMapping } from './map/mapping.ts';

/** What an operator says on the command line of how the file is written. */
export interface MappingParams extends FileSettings {
  /** `TITLE=NAME` */
  readonly map?: readonly string[];
  readonly skipColumn: readonly string[];
  /** A file of `Mapping`; the command line overrides it. */
  readonly mapping?: string;
}

const FIELDS = ['country', 'dates', 'booleans', 'encoding', 'delimiter', 'sheet'] as const;

const givenIn = (params: MappingParams): Mapping =>
  Object.fromEntries(FIELDS.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]]])));

const columnsIn = ({ map = [], skipColumn }: MappingParams): [string, string | null][] => {
  const mapped = map.map(mappedColumn);
  const twice = mapped.find(([title], index) => mapped.findIndex(([other]) => other === title) !== index);
  if (twice) throw new UsageError(`--map names the column "${twice[0]}" twice.`);
  return [
    ...mapped.map(([title, name]): [string, string | null] => [title, name]),
    ...skipColumn.map((title): [string, null] => [title, null]),
  ];
};

/** The mapping of the file, changed by what the command line says. @throws UsageError, CommandFailed */
export const mappingOf = async (params: MappingParams): Promise<Mapping> => {
  const kept = params.mapping === undefined ? {} : await readMapping(params.mapping);
  return {
    ...kept,
    ...givenIn(params),
    ...(params.trim === false && { trim: false }),
    columns: { ...kept.columns, ...Object.fromEntries(columnsIn(params)) },
  };
};
