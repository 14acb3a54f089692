import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  bringChanges,
  logInAll,
  type MovePlace,
  mayBeWrittenTo,
  restoreAll,
  sendToAll,
  verifyAll,
  wrongIds,
} from './demo/old-system/play.ts';
import { startStack } from './stack.ts';

/**
 * `npm run demo:move`: the members of a generated old system move to the local stack, by the commands of the guide
 * (docs/guide/10-from-boostcom.md): restored, verified, brought up to date, written to.
 */

const MEMBERS = Number(process.env['MEMBERS'] || 5000);
const CLUB = 'moved-mall';
const LOYALTY = fileURLToPath(new URL('../cli/loyalty.ts', import.meta.url));
const CLUB_FILE = new URL('demo/infinity-mall.json', import.meta.url);
const started = Date.now();
const say = (line: string): void =>
  console.log(`${String(Math.round((Date.now() - started) / 1000)).padStart(5)} s  ${line}`);
const assert = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`Not so: ${what}`);
  say(`✓ ${what}`);
};

const main = async (): Promise<void> => {
  say(`An old system of ${MEMBERS} members moves`);
  const stack = await startStack({
    port: 0,
    dynamoPort: 0,
    longLived: true,
    report: (line) => console.error(line),
  });
  const folder = await mkdtemp(join(tmpdir(), 'loyalty-move-'));
  const env = {
    ...process.env,
    PORT: new URL(stack.url).port,
    DYNAMODB_PORT: new URL(stack.dynamoUrl).port,
  };
  let token = '';
  const run = (args: readonly string[]): Promise<{ code: number; out: string }> =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [LOYALTY, '--local', '--json', ...args],
        { env: { ...env, ...(token && { LOYALTY_TOKEN: token }) }, maxBuffer: 2 ** 26 },
        (_error, out) => resolve({ code: child.exitCode ?? -1, out }),
      );
      child.stderr?.pipe(process.stderr);
    });
  const loyalty = async (args: readonly string[]) => {
    say(`loyalty ${args.join(' ').replaceAll(folder, '…')}`);
    const { code, out } = await run(args);
    const answer = JSON.parse(out || '{}');
    if (code !== 0) {
      const errors = answer.errors_file ? (await readFile(answer.errors_file, 'utf8')).slice(0, 2000) : '';
      throw new Error(`exit code ${code}: ${out}\n${errors}`);
    }
    return answer;
  };
  const ask: MovePlace['ask'] = async (method, path, body) => {
    const reply = await fetch(stack.url + (path.startsWith('/') ? path : `/v3/${CLUB}/${path}`), {
      method,
      headers: {
        'Content-Type': 'application/json',
        'X-Loyalty-Club-Slug': CLUB,
        'X-Client-Authorization': token,
        'X-Product-Name': 'default',
        'X-User-Agent': 'demo',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (reply.status === 503) {
      await sleep(1000);
      return ask(method, path, body);
    }
    return { status: reply.status, body: JSON.parse((await reply.text()) || 'null') };
  };
  const system = { seed: 17, members: MEMBERS, joined: Math.ceil(MEMBERS / 200) };
  const place: MovePlace = { system, club: CLUB, folder, loyalty, ask };
  const clubFile = async (more: object) => {
    const file = join(folder, 'club.json');
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(CLUB_FILE, 'utf8')), ...more }));
    return file;
  };
  try {
    await loyalty(['clubs', 'create', CLUB, '--file', await clubFile({ moving_in: true })]);
    token = (await loyalty(['tokens', 'create', '--name', 'move', '--club', CLUB, '--all-permits'])).token;

    const restored = await restoreAll(place);
    assert(restored.created === MEMBERS, `${restored.created} members were restored`);
    const verified = await verifyAll(place);
    assert(verified.differences === 0 && verified.extra_members === 0, 'verified without a difference');
    const statuses = await logInAll(place, 5);
    say(`log-ins with old passwords: ${JSON.stringify(statuses)}`);
    const answers = Object.values(statuses);
    assert(
      answers.length === 6 && answers.flat().every((one) => one === 200),
      'six schemes of passwords log in',
    );
    const every = Math.ceil(MEMBERS / 1000);
    assert((await wrongIds(place, every)).length === 0, 'old ids lead to their members');

    const delta = await bringChanges(place);
    say(`delta: ${JSON.stringify(delta)}`);
    const again = await verifyAll(place, 'last.jsonl');
    assert(again.differences === 0 && again.extra_members === 0, 'verified again without a difference');
    await loyalty(['clubs', 'update', CLUB, '--file', await clubFile({})]);
    // Functions know a club for half a minute.
    await ask('POST', '/_local/clock', { advance_seconds: 60 });
    const { code } = await run(['move', 'delta', '--club', CLUB, '--file', join(folder, 'changed.jsonl')]);
    assert(code === 3, 'nothing is restored when moving_in is off');

    const expected = mayBeWrittenTo(place);
    const written = await sendToAll(place);
    assert(
      written.length === expected.size && written.every((number) => expected.has(number)),
      `a sending to all was sent to ${written.length} members, and to none that had opted out`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
    await stack.stop();
  }
};

try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
