import { setTimeout as sleep } from 'node:timers/promises';
import { sendingWorker } from '#shared/contracts/queues.ts';
import { type Db, openDb } from '#shared/data/table/db.ts';
import { LOCAL } from '#shared/env-names.ts';
import { type KillableWorker, killableWorkers } from './demo/killable-workers.ts';
import { demoMembers } from './demo/people.ts';
import { accountOf, type Progress, progressOf } from './demo/sending-account.ts';
import {
  ask,
  importMembers,
  runDocumentedExample,
  scheduleBigSending,
  writtenTo,
} from './demo/sending-requests.ts';
import { DEMO_CLUBS } from './seed.ts';
import { startStack } from './stack.ts';

/**
 * `npm run demo:sending`: a message to thousands of members "in 15 minutes", with one worker killed while it is
 * prepared and one while it goes out; then the outbox beside what the dispatches say.
 *
 * The second kill comes between two batches, and every member gets the message exactly once. With `KILL=in-flight`
 * it comes between the call of the provider and the record of its answer: these dispatches end as `unknown` and are
 * not sent again.
 */

const [{ slug: CLUB }] = DEMO_CLUBS;
const MEMBERS = Number(process.env['MEMBERS'] || 10_000);
const IN_FLIGHT = process.env['KILL'] === 'in-flight';
/** A worker is killed when so much is done. */
const KILLED_AT = 0.3;

const say = (line: string): void => console.log(`  ${line}`);

const main = async (): Promise<void> => {
  console.log(`\nA sending to ${MEMBERS} members, two workers killed on the way\n`);
  const stack = await startStack({
    port: 0,
    dynamoPort: 0,
    longLived: true,
    apart: [sendingWorker.id],
    report: (line) => console.error(line),
  });
  const { url, clock } = stack;
  const workers = killableWorkers(sendingWorker.id, clock);
  const db: Db = openDb(LOCAL.tableName, {
    endpoint: stack.dynamoUrl,
    region: LOCAL.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const move = async (seconds: number): Promise<void> => {
    const { now } = await ask(url, 'POST', '/_local/clock', { advance_seconds: seconds });
    workers.moveClocks();
    say(`clock moved by ${seconds} s to ${now}`);
  };
  const until = async (
    sending: number,
    holds: (now: Progress) => boolean,
    patience = 600,
  ): Promise<Progress> => {
    for (const end = Date.now() + patience * 1000; Date.now() < end; await sleep(20)) {
      const now = await progressOf(db, CLUB, sending);
      if (holds(now)) return now;
    }
    throw new Error(`It takes too long: ${JSON.stringify(await progressOf(db, CLUB, sending))}`);
  };
  /**
   * Kills the worker in the middle of a sending, with or without something in flight. It is stopped first, and what
   * it had asked the table is answered: what is then in flight for seconds is its own, for others go on.
   * @returns how many dispatches it had in flight
   */
  const killAtWork = async (sending: number, worker: KillableWorker): Promise<number> => {
    for (;;) {
      worker.pause();
      await sleep(2000);
      const before = (await progressOf(db, CLUB, sending)).inFlight;
      await sleep(3000);
      const { status, inFlight: after } = await progressOf(db, CLUB, sending);
      const own = [...after].filter(([attempt]) => before.has(attempt));
      // Of a small sending the others may have done everything by now.
      if (own.length > 0 === IN_FLIGHT || status !== 'transmitting') {
        await worker.kill();
        return own.reduce((sum, [, count]) => sum + count, 0);
      }
      worker.resume();
      await sleep(Math.random() * 200);
    }
  };
  /** A wake-up restarts the work of the killed worker; the others must have finished: the clock moves for them, too. */
  const repair = async (sending: number, killed: KillableWorker): Promise<void> => {
    let last = '';
    for (let still = 0; still < 20; ) {
      await sleep(250);
      const { status, open, filled, inFlight } = await progressOf(db, CLUB, sending);
      const now = `${status}, ${open} parts open, ${filled} dispatches, ${inFlight.size} tries in flight`;
      still = now === last ? still + 1 : 0;
      last = now;
    }
    say(`everything but what ${killed.name} held is done: ${last}`);
    await move(130);
  };

  try {
    for (const name of ['worker A', 'its twin']) workers.start(name);
    const first = workers.start('worker B');
    const run = Date.now().toString().slice(-8);
    say(`${await importMembers(url, run, MEMBERS)} members imported by the bulk API`);
    say(`documented bulk: ${(await runDocumentedExample(url)).join(', ')}`);
    const sending = await scheduleBigSending(url, run);
    say(`sending ${sending} is scheduled in 15 minutes`);

    await move(601);
    const killing = await until(sending, ({ filled }) => filled >= MEMBERS * KILLED_AT);
    await first.kill();
    say(`worker B killed while preparing: ${killing.filled} dispatches were stored`);
    const second = workers.start('worker C');
    if ((await progressOf(db, CLUB, sending)).status === 'preparing') await repair(sending, first);
    await until(sending, ({ status }) => status === 'prepared');
    const { sending: ready } = await ask(url, 'GET', `/v1/messages/sendings/${sending}`);
    say(`prepared: ${ready.dispatches_count} dispatches`);

    await move(Math.max(1, Math.ceil((Date.parse(ready.scheduled_at) - clock.now().getTime()) / 1000)));
    for (let sent = 0; sent < MEMBERS * KILLED_AT; sent = (await writtenTo(url)).length) await sleep(200);
    const held = await killAtWork(sending, second);
    say(`worker C killed while transmitting, with ${held} dispatches in flight`);
    workers.start('worker D');
    await repair(sending, second);
    await until(sending, ({ status }) => status === 'transmitted');

    const { dispatches, transmitted, unknown, otherwise } = await accountOf(db, CLUB, sending);
    const sent = await writtenTo(url);
    const times = new Map<string, number>();
    for (const to of sent) times.set(to, (times.get(to) ?? 0) + 1);
    const { sending: done } = await ask(url, 'GET', `/v1/messages/sendings/${sending}`);
    const list = await ask(url, 'GET', `/v1/messages/sendings/${sending}/dispatches?per_page=1`);
    const members = demoMembers(run, 0, MEMBERS).map(({ properties }) => String(properties['msisdn']));
    const checks: readonly (readonly [string, boolean])[] = [
      ['status is transmitted', done.status === 'transmitted'],
      [
        `${MEMBERS} dispatches, as counted and as listed`,
        done.dispatches_count === MEMBERS &&
          dispatches === MEMBERS &&
          list.pagination_info.total_count === MEMBERS,
      ],
      ['every dispatch was transmitted or is unknown', otherwise.length === 0],
      ['unknown are exactly those in flight at the kill', unknown.length === held],
      ['no member has two messages', members.every((to) => (times.get(to) ?? 0) <= 1)],
      ['everybody who is not unknown has one', transmitted.every((to) => times.get(to) === 1)],
      ['unknown and transmitted are all members', new Set([...transmitted, ...unknown]).size === MEMBERS],
    ];
    const reached = unknown.filter((to) => times.has(to)).length;
    say(
      `${transmitted.length} transmitted, ${unknown.length} unknown, of which ${reached} had reached the provider`,
    );
    if (otherwise.length > 0) say(`neither: ${otherwise.join(', ')}`);
    console.log('');
    for (const [what, holds] of checks) say(`${holds ? '✓' : '✗'} ${what}`);
    if (checks.some(([, holds]) => !holds)) process.exitCode = 1;
  } finally {
    await workers.stop();
    await stack.stop();
  }
};

await main();
