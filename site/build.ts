import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { siteFiles } from './files.ts';

/** `npm run docs`: the documentation as files, for any web server or none. */
const FOLDER = new URL('../dist/docs/', import.meta.url);

rmSync(FOLDER, { recursive: true, force: true });
for (const [path, { text }] of siteFiles()) {
  const file = fileURLToPath(new URL(path, FOLDER));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await text());
}
console.log(`Open ${fileURLToPath(new URL('index.html', FOLDER))}`);
