import { fileURLToPath } from 'node:url';
import { CLIENT_NAMES, writeClients } from './clients.ts';

/** `npm run clients`: clients for other languages, each with its README. */
const folder = fileURLToPath(new URL('../../dist/clients/', import.meta.url));
await writeClients(folder);
console.log(`${CLIENT_NAMES.join(', ')} are in ${folder}`);
