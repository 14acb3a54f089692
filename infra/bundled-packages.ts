import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As the package names it, an SPDX expression. */
  readonly license: string;
  /** The texts of its licence and notice files. */
  readonly texts: readonly string[];
}

/** The innermost `node_modules/<package>` of a file. */
const folderOf = (input: string): string | undefined =>
  input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0];

const NOTICES = /^(licen[cs]e|notice|copying)/i;

const read = (folder: string): BundledPackage => {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  const files = readdirSync(join(ROOT, folder)).filter((file) => NOTICES.test(file));
  return {
    name,
    version,
    license,
    texts: files.map((file) => readFileSync(join(ROOT, folder, file), 'utf8')),
  };
};

/** Every package of which a bundle holds a byte, by name. */
export const bundledPackages = ({ outputs }: Pick<Metafile, 'outputs'>): readonly BundledPackage[] => {
  const inputs = Object.values(outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
  );
  const folders = new Set(inputs.flatMap((input) => folderOf(input) ?? []));
  return [...folders].map(read).sort((a, b) => a.name.localeCompare(b.name));
};

/** What the licences ask to be passed on with the functions. */
export const notices = (packages: readonly BundledPackage[]): string =>
  packages
    .map(({ name, version, license, texts }) => [`${name} ${version} (${license})`, ...texts].join('\n\n'))
    .join(`\n\n${'-'.repeat(80)}\n\n`);
