import { writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { buildFunctions, CODE_DIRECTORY } from '../build.ts';
import { samTemplate } from './template.ts';

/** `npm run sam`: the bundles, and beside them their template for `sam local`. */
await buildFunctions();
const file = join(dirname(CODE_DIRECTORY), 'sam.json');
const template = samTemplate(process.arch === 'arm64' ? 'arm64' : 'x86_64');
writeFileSync(file, `${JSON.stringify(template, null, 2)}\n`);
console.log(`${Object.keys(template.Resources).length} functions in ${relative(process.cwd(), file)}`);
