import { fileURLToPath } from 'node:url';
import { writeSite } from './write.ts';

/** `npm run docs`: the documentation as files, for any web server or none. */
const folder = fileURLToPath(new URL('../dist/docs/', import.meta.url));
await writeSite(folder);
console.log(`Open ${folder}index.html`);
