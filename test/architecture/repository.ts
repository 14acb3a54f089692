import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Folders of production code. */
export const SOURCE_FOLDERS = [
  'shared',
  'functions',
  'infra',
  'openapi',
  'local',
  'cli',
  'site',
  'bench/scale',
  'packages/client/src',
] as const;

/** @param file from the root of the repository, as everywhere here */
export const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** The path, or the package, that a file names in an import. */
export const importedPath = (file: string, name: string): string => {
  if (name.startsWith('#')) return name.slice(1);
  return name.startsWith('.') ? join(dirname(file), name) : name;
};

export const exists = (path: string): boolean => existsSync(join(ROOT, path));

/** Files of a folder and of all folders below it. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.includes('node_modules'))
    .map((file) => join(folder, file));

export const typescriptIn = (folder: string): readonly string[] =>
  filesIn(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));

export const markdown = (): readonly string[] => [
  ...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
  ...['docs', 'packages/client'].flatMap(filesIn).filter((file) => file.endsWith('.md')),
];

/** Everything that people write here: code, tests and documents. */
export const written = (): readonly string[] => [
  ...new Set([...SOURCE_FOLDERS, 'test', 'bench'].flatMap(typescriptIn)),
  ...markdown(),
];
