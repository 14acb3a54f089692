import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { buildFunctions, CODE_DIRECTORY } from './build.ts';
import { LoyaltyApp } from './loyalty-app.ts';

/** What `cdk` runs (cdk.json): build the functions, describe the stacks, and refuse what AWS's rules find in them. */
await buildFunctions();
const app = new LoyaltyApp({ codeDirectory: CODE_DIRECTORY });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
