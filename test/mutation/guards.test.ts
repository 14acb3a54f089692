import { existsSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { dryRun } from './dry-run.ts';
import { EQUIVALENT } from './equivalent.ts';
import { filesOf, type Mutant, mutatedFile, ROOMS } from './mutants.ts';
import { startRepeater } from './repeat.ts';
import { testProcess } from './runner-process.ts';
import { MEMORY, type TestSelection } from './test-runner.ts';

/**
 * The guards whose loss costs most, each taken away once: a test must notice. The whole run over all guards takes
 * an hour (`npm run mutate`, docs/reliability.md); this one also shows that the run itself can still see.
 */

const LIMIT_MS = 240_000;

const DATA: TestSelection = { file: 'test/data/guards.test.ts' };
const SESSIONS: TestSelection = { file: 'test/data/sessions.test.ts' };
const RESET: TestSelection = {
  file: 'test/endpoint/password-reset.test.ts',
  names: [
    'a mailed reset token > is void when a newer one is mailed while it is being used, and leaves that one good',
  ],
};
const STEPS: TestSelection = { file: 'test/worker/sendings/races.test.ts' };
const DEVICES: TestSelection = { file: 'test/data/devices.test.ts' };
const MENDING: TestSelection = {
  file: 'test/data/claim-faults.test.ts',
  names: ['its member moves', 'a creation takes the claim up again'].map(
    (event) => `mending beside others > does no harm when, after any of its calls, ${event}`,
  ),
};

interface Guard {
  readonly what: string;
  readonly file: string;
  readonly declaration: string;
  readonly clause: string;
  readonly tests: TestSelection;
}

const guard = (
  what: string,
  file: string,
  declaration: string,
  clause: string,
  tests: TestSelection,
): Guard => ({ what, file: `shared/data/${file}`, declaration, clause, tests });

const GUARDS: readonly Guard[] = [
  guard('an orphan claim is taken by one', 'members/claims.ts', 'freeOrOrphanCondition', '#at = :at', DATA),
  guard(
    'an orphan claim is still that owner’s',
    'members/claims.ts',
    'freeOrOrphanCondition',
    '#owner = :owner',
    DATA,
  ),
  guard('a claim is given back by its owner', 'members/claims.ts', 'releaseWrite', '#owner = :owner', DATA),
  guard('a member is changed from what was read', 'members/members.ts', 'asSeen', '#version = :seen', DATA),
  guard('a tombstone stays one', 'members/members.ts', 'asSeen', 'kind = :member', DATA),
  guard(
    'a pair of tokens is rotated once',
    'sessions/session-pairs.ts',
    'rotateSession',
    'n = :seen',
    SESSIONS,
  ),
  guard(
    'a session lives in its epoch',
    'sessions/session-pairs.ts',
    'rotateSession',
    'epoch = :epoch',
    SESSIONS,
  ),
  guard(
    'an ended session stays ended',
    'sessions/sessions.ts',
    'keepSessionWrite',
    'epoch = :epoch',
    SESSIONS,
  ),
  guard('a mailed token is the newest', 'confirmations/tokens.ts', 'asSeen', '#hash = :hash', RESET),
  guard(
    'a step of a sending is made once',
    'messaging/sending-cursors.ts',
    'openUnchangedCondition',
    '#version = :seen',
    STEPS,
  ),
  guard('an app token has one owner', 'members/devices.ts', 'claimDeviceWrite', '#owner = :seen', DEVICES),
  guard('a claim left alone is another’s', 'members/claims.ts', 'notOwnedCheck', '#owner <> :owner', DATA),
  guard(
    'a claim is mended for who holds it',
    'members/repair-claim.ts',
    'give',
    'unchangedCheck(db, holder),',
    MENDING,
  ),
  guard(
    'an orphan is deleted as it was read',
    'members/claims.ts',
    'freeOrOrphanCondition',
    '#at = :at',
    MENDING,
  ),
];

const TAKEN_AWAY = new Set(['clause', 'element', 'condition of a statement']);

const mutantOf = ({ file, declaration, clause }: Guard): Mutant | undefined =>
  mutatedFile(file).mutants.find(
    ({ id, mutator }) => TAKEN_AWAY.has(mutator) && id.startsWith(`${declaration}: ${clause} → `),
  );

const runner = testProcess(MEMORY);
afterAll(() => runner.stop());

it.each([DATA, SESSIONS, RESET, STEPS, DEVICES, MENDING])(
  '$file passes without a mutant',
  async (selection) => {
    expect(await runner.run({ selection }, LIMIT_MS)).toEqual({});
  },
);

it.each(GUARDS)('$what', async (one) => {
  const mutant = mutantOf(one);
  if (!mutant) throw new Error(`No guard ${one.declaration}: ${one.clause} in ${one.file}`);
  const answer = await runner.run({ mutant, selection: one.tests }, LIMIT_MS);
  expect(answer?.failure).toBeDefined();
  // DynamoDB refuses no mutant as such: what failed was missing its guard.
  expect(answer?.failure?.message).not.toMatch(/Invalid \w*Expression|ValidationException/);
});

it('many mutants in one process are noticed as each alone is, and what changes nothing is not', async () => {
  const sources = new Map(ROOMS.flatMap(filesOf).map((file) => [file, mutatedFile(file)]));
  const guards = GUARDS.filter(({ tests }) => tests === DATA).flatMap((one) => mutantOf(one) ?? []);
  const harmless = guards.map((mutant) => ({ ...mutant, id: `${mutant.id} not`, text: mutant.original }));
  const all = guards.flatMap((mutant, at) => [mutant, harmless[at] ?? mutant]);
  for (const file of new Set(guards.map((mutant) => mutant.file))) {
    const mutants = all.filter((mutant) => mutant.file === file);
    sources.set(file, { ...mutatedFile(file), mutants });
  }
  const noticed: string[] = [];
  const passed = new Set<string>();
  const repeater = await startRepeater({
    sources,
    reaches: await dryRun({ sources, tests: [DATA.file], maxWorkers: 1 }),
    passes: { has: () => false, count: () => 0, add: ({ id }) => passed.add(id) },
    ends: Number.POSITIVE_INFINITY,
    lastNoticer: () => undefined,
    noticed: ({ id }) => noticed.push(id),
    say: () => {},
  });
  const left = await repeater.ask(all, {});
  await repeater.close();
  expect(noticed.toSorted()).toEqual(guards.map(({ id }) => id).toSorted());
  expect(left).toEqual(harmless);
  expect(harmless.filter(({ id }) => !passed.has(id))).toEqual([]);
});

it('what noticed a mutant does not go on noticing it', async () => {
  const [one] = GUARDS;
  const mutant = one && mutantOf(one);
  if (!mutant) throw new Error('No guard');
  expect((await runner.run({ mutant, selection: one.tests }, LIMIT_MS))?.failure).toBeDefined();
  for (const selection of [SESSIONS, one.tests])
    expect(await runner.run({ selection }, LIMIT_MS)).toEqual({});
});

it('mutants that are called equivalent are mutants of today’s sources', () => {
  const stale = EQUIVALENT.filter(
    ({ file, id }) => !existsSync(file) || !mutatedFile(file).mutants.some((mutant) => mutant.id === id),
  );
  expect(stale).toEqual([]);
});
