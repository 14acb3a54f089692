import { buildFunctions, CODE_DIRECTORY } from './build.ts';
import { LoyaltyApp } from './loyalty-app.ts';

/** What `cdk` runs (cdk.json): build the functions, then describe the stacks. */
await buildFunctions();
new LoyaltyApp({ codeDirectory: CODE_DIRECTORY }).synth();
