import { LOCAL } from '#shared/env-names.ts';
import { answers } from './demo/api.ts';
import { prepareExamples } from './examples/prepare.ts';

/**
 * `eval "$(npm run -s examples)"`: puts in place what the commands of the reference need, in the local stack that
 * runs, and names it to the shell.
 */
const url = `http://127.0.0.1:${process.env['PORT'] ?? LOCAL.port}`;

if (await answers(url)) {
  const values = await prepareExamples(url);
  for (const [name, value] of Object.entries(values)) console.log(`export ${name}='${value}'`);
} else {
  console.error(`Nothing answers at ${url}. Start the local stack first: npm start`);
  process.exitCode = 1;
}
