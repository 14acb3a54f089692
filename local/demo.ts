import { randomUUID } from 'node:crypto';
import { SingleBar } from 'cli-progress';
import { openDb } from '#shared/data/table/db.ts';
import { LOCAL } from '#shared/env-names.ts';
import type { MemberBulksStatusReply } from '../packages/client/src/main.ts';
import { answers, demoClient, WITHOUT_WELCOME } from './demo/api.ts';
import { membersHeld } from './demo/holdings.ts';
import {
  CHANGED_ZIP,
  type DemoMember,
  demoMembers,
  emailPrefix,
  sameAgain,
  WRONG_LANGUAGE,
} from './demo/people.ts';
import { DEMO_CLUBS } from './seed.ts';
import { startStack } from './stack.ts';

/** `npm run demo`: two bulks against the local stack, and what the API reported beside what the table holds. */

const MEMBERS = Number(process.env['MEMBERS'] || 5000);
const ADDED = Math.ceil(MEMBERS / 20);

interface Target {
  readonly url: string;
  readonly dynamoUrl: string;
  readonly stop: () => Promise<void>;
}

const portOf = (name: string, otherwise: number): number => Number(process.env[name] || otherwise);

/** The stack that runs already, or one of our own on free ports. */
const target = async (): Promise<Target> => {
  const url = `http://127.0.0.1:${portOf('PORT', LOCAL.port)}`;
  if (await answers(url)) {
    console.log(`Using the stack at ${url}`);
    const dynamoUrl = `http://127.0.0.1:${portOf('DYNAMODB_PORT', LOCAL.dynamodbPort)}`;
    return { url, dynamoUrl, stop: async () => {} };
  }
  console.log('Starting a stack of its own …');
  return startStack({ port: 0, dynamoPort: 0, longLived: true, report: (line) => console.error(line) });
};

/** Sends the requests as one job and shows it through. */
const run = async (
  title: string,
  url: string,
  requests: readonly (readonly DemoMember[])[],
): Promise<MemberBulksStatusReply> => {
  const { memberBulks } = demoClient(url);
  const job = memberBulks.job(randomUUID());
  for (const [index, members] of requests.entries())
    await memberBulks.createOrUpdate({
      members,
      job_id: job.job_id,
      request_number: index + 1,
      ...WITHOUT_WELCOME,
    });
  console.log(`\n${title}: job ${job.job_id}`);
  const bar = new SingleBar({
    format: '  {bar} {percentage}% | {value}/{total} chunks | {status} | {members} members',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    noTTYOutput: true,
    notTTYSchedule: 1000,
  });
  let started = false;
  const onProgress = (now: MemberBulksStatusReply): void => {
    const done =
      now.members_created_number + now.members_updated_number + now.members_with_validation_errors_number;
    const payload = { status: now.status, members: done };
    if (!started) bar.start(now.bulk_jobs, now.bulk_jobs_done, payload);
    started = true;
    bar.update(now.bulk_jobs_done, payload);
  };
  const status = await job.waitUntilFinished({ onProgress, pollMs: 250 });
  bar.stop();
  return status;
};

interface Line {
  readonly what: string;
  readonly reported: number;
  readonly held: number;
}

const compare = (lines: readonly Line[]): boolean => {
  const agree = lines.every(({ reported, held }) => reported === held);
  console.log(`\n  ${'what'.padEnd(44)}${'API reported'.padStart(14)}${'table holds'.padStart(14)}`);
  for (const { what, reported, held } of lines) {
    const mark = reported === held ? '✓' : '✗';
    console.log(`  ${what.padEnd(44)}${String(reported).padStart(14)}${String(held).padStart(14)}  ${mark}`);
  }
  console.log(agree ? '\n  Every number agrees.' : '\n  The numbers do not agree.');
  return agree;
};

const main = async (): Promise<void> => {
  const { url, dynamoUrl, stop } = await target();
  try {
    const [{ slug }] = DEMO_CLUBS;
    const name = Date.now().toString().slice(-8);
    const first = await run(`${MEMBERS} new members`, url, [demoMembers(name, 0, MEMBERS)]);
    const again = sameAgain(name, MEMBERS);
    const second = await run(`The same again: 2 % changed, 1 % invalid, ${ADDED} new`, url, [
      again,
      demoMembers(name, MEMBERS, MEMBERS + ADDED),
    ]);
    const db = openDb(LOCAL.tableName, {
      endpoint: dynamoUrl,
      region: LOCAL.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const held = await membersHeld(db, slug, emailPrefix(name));
    const having = (members: readonly DemoMember[], property: string, value: string): number =>
      members.filter(({ properties }) => properties[property] === value).length;
    const known = new Set(again.map(({ properties }) => properties['email']));
    const fromFirst = held.filter(({ properties }) => known.has(properties['email'])).length;
    const agree = compare([
      { what: 'created by the first bulk', reported: first.members_created_number, held: fromFirst },
      {
        what: 'created by both',
        reported: first.members_created_number + second.members_created_number,
        held: held.length,
      },
      {
        what: 'updated or confirmed by the second',
        reported: second.members_updated_number,
        held: fromFirst - having(again, 'language', WRONG_LANGUAGE),
      },
      {
        what: 'refused by the second',
        reported: second.members_with_validation_errors_number,
        held: having(again, 'language', WRONG_LANGUAGE) - having(held, 'language', WRONG_LANGUAGE),
      },
    ]);
    const changed = `${having(held, 'zip_code', CHANGED_ZIP)} of ${having(again, 'zip_code', CHANGED_ZIP)}`;
    console.log(`  Changed zip codes that arrived: ${changed}.`);
    console.log(`  One of the refusals: ${JSON.stringify(second.errors[0])}\n`);
    process.exitCode = agree ? 0 : 1;
  } finally {
    await stop();
  }
};

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
