import { existsSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { EQUIVALENT } from './equivalent.ts';
import { type Mutant, mutatedFile } from './mutants.ts';
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
  guard('an orphan claim is taken by one', 'claims.ts', 'freeOrOrphan', '#at = :at', DATA),
  guard('an orphan claim is still that owner’s', 'claims.ts', 'freeOrOrphan', '#owner = :owner', DATA),
  guard('a claim is given back by its owner', 'claims.ts', 'releaseStep', '#owner = :owner', DATA),
  guard('a member is changed from what was read', 'members.ts', 'asSeen', '#version = :seen', DATA),
  guard('a tombstone stays one', 'members.ts', 'asSeen', 'kind = :member', DATA),
  guard('a pair of tokens is rotated once', 'sessions.ts', 'rotateSession', 'n = :seen', SESSIONS),
  guard('a session lives in its epoch', 'sessions.ts', 'rotateSession', 'epoch = :epoch', SESSIONS),
  guard('an ended session stays ended', 'sessions.ts', 'keepSessionStep', 'epoch = :epoch', SESSIONS),
  guard('a mailed token is the newest', 'tokens.ts', 'asSeen', '#hash = :hash', RESET),
  guard('a step of a sending is made once', 'sending-cursors.ts', 'openAsSeen', '#version = :seen', STEPS),
  guard('an app token has one owner', 'devices.ts', 'takeDeviceStep', '#owner = :seen', DEVICES),
];

const mutantOf = ({ file, declaration, clause }: Guard): Mutant | undefined =>
  mutatedFile(file).mutants.find(
    ({ id, mutator }) => mutator === 'clause' && id.startsWith(`${declaration}: ${clause} → `),
  );

const runner = testProcess(MEMORY);
afterAll(() => runner.stop());

it.each([DATA, SESSIONS, RESET, STEPS, DEVICES])('$file passes without a mutant', async (selection) => {
  expect(await runner.run({ selection }, LIMIT_MS)).toEqual({});
});

it.each(GUARDS)('$what', async (one) => {
  const mutant = mutantOf(one);
  if (!mutant) throw new Error(`No guard ${one.declaration}: ${one.clause} in ${one.file}`);
  const answer = await runner.run({ mutant, selection: one.tests }, LIMIT_MS);
  expect(answer?.failure).toBeDefined();
  // DynamoDB refuses no mutant as such: what failed was missing its guard.
  expect(answer?.failure?.message).not.toMatch(/Invalid \w*Expression|ValidationException/);
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
