import { execFile } from 'node:child_process';
import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { stubCode } from '../../infra/stub-code.ts';
import { appOf } from '../infra/synthesis.ts';
import { given } from './support/given.ts';

const run = promisify(execFile);

const CERTIFICATE = 'arn:aws:acm:eu-west-1:123456789012:certificate/0c1f1f0e-8a54-4f0e-9a0f-6a0b8f0b7c11';

const EVERYTHING = {
  ...{ domainName: 'api.example.com', certificateArn: CERTIFICATE, domainOnly: 'true' },
  ...{ publicUrl: 'https://club.example.com', allowedOrigins: 'https://shop.example.com' },
  ...{ mailIdentities: 'example.com', pushApplications: 'GCM/mall', smsStatus: 'create' },
  ...{ alarmEmail: 'ops@example.com', monthlyBudget: '300', smsLimit: '200' },
};

const codeDirectory = stubCode();
afterAll(() => rmSync(codeDirectory, { recursive: true }));

it.each([
  ['with nothing set', { smsStatus: '' }],
  ['with everything set', EVERYTHING],
])('cfn-lint finds no errors in the templates of all stacks, %s', async (_, settings) => {
  const { directory } = appOf({ stage: 'prod', ...settings }, codeDirectory).synth();
  const templates = globSync(join(directory, '*.template.json'));
  expect(templates.length).toBeGreaterThan(8);
  const judge = [
    '-c',
    'from cfnlint.runner import main; main()',
    '--non-zero-exit-code',
    'error',
    '--format',
    'parseable',
  ];
  const { stdout } = await run(given().python, [...judge, '-t', ...templates]);
  expect(stdout.split('\n').filter((line) => /:E\d+:/.test(line))).toEqual([]);
  rmSync(directory, { recursive: true });
});
