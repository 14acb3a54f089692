import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keptFolder, must, NoTools } from '../outside-tools.ts';

/** OpenAPI Generator at one version. @see https://openapi-generator.tech */
const GENERATOR = {
  version: '7.23.0',
  sha256: 'cb087e40001e31eb08ef6140dd5de10938dbeb89016a1fe0481eaa25cd569026',
} as const;

const JAR = 'openapi-generator-cli.jar';
const url = (version: string): string =>
  `https://repo1.maven.org/maven2/org/openapitools/openapi-generator-cli/${version}/openapi-generator-cli-${version}.jar`;

const download = async (): Promise<Buffer> => {
  try {
    const answer = await fetch(url(GENERATOR.version));
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    throw new NoTools(`OpenAPI Generator: ${error}`);
  }
};

/** @returns path of the generator's archive @throws Error where it is another one than this project names */
export const generatorJar = async (): Promise<string> => {
  const folder = await keptFolder(`openapi-generator-${GENERATOR.version}`, async (draft) => {
    const jar = await download();
    const sha256 = createHash('sha256').update(jar).digest('hex');
    if (sha256 !== GENERATOR.sha256) throw new Error(`OpenAPI Generator has the digest ${sha256}`);
    writeFileSync(join(draft, JAR), jar);
  });
  return join(folder, JAR);
};

/** One generation, in the generator's own words. */
export type Generation = Readonly<Record<string, unknown>>;

/**
 * Runs these generations in one process. They are short: the serial collector and the first compiler cost least.
 * @param folder for their settings
 */
export const generate = async (folder: string, generations: readonly Generation[]): Promise<void> => {
  const jar = await generatorJar();
  const files = generations.map((generation, index) => {
    const file = join(folder, `generation-${index}.json`);
    writeFileSync(file, JSON.stringify(generation));
    return file;
  });
  const java = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-jar', jar] as const;
  await must('OpenAPI Generator', ['java', ...java, 'batch', '--fail-fast', ...files]);
};

export const readmeOf = (name: string): string =>
  readFileSync(new URL(`readmes/${name}.md`, import.meta.url), 'utf8').replaceAll(
    '{{generator}}',
    `OpenAPI Generator ${GENERATOR.version}`,
  );
