import type { Reach } from './dry-run.ts';
import type { Mutant, MutatedFile } from './mutants.ts';
import { ALONE, type Passes } from './passes.ts';
import type { Result, Verdict } from './results.ts';
import type { Answer, Job } from './runner.ts';
import type { RunnerProcess } from './runner-process.ts';
import { type Candidate, candidatesFor, evidenceOf } from './selection.ts';

/** Of what a test takes without a mutant; a machine under load is slow, and a slow test is no verdict. */
const PATIENCE = 8;
const LEAST_LIMIT_MS = 20_000;

export interface Evidence {
  readonly reaches: readonly Reach[];
  /** Which tests have passed with which mutant in place, in processes that run many. */
  readonly passes: Passes;
  /** Mutants noticed, by `<source> <test file>`. */
  readonly kills: Map<string, number>;
  /** Whether a test passes when it runs without those before it, by id. */
  readonly alone: Map<string, boolean>;
  /** Milliseconds of tests, as of the dry run, that a mutant may take at most. */
  readonly budget: number;
}

interface Noticed {
  readonly verdict: Extract<Verdict, 'killed' | 'timeout'>;
  readonly by: NonNullable<Result['by']>;
}

const limitOf = ({ cost }: Candidate): number => Math.max(LEAST_LIMIT_MS, PATIENCE * cost);

/** Asks the tests of one file. */
const ask = async (
  runner: RunnerProcess<Job, Answer>,
  evidence: Evidence,
  mutant: Mutant,
  candidate: Candidate,
): Promise<Noticed | undefined> => {
  const { file } = candidate;
  const tests = candidate.tests.map(({ id }) => id);
  const noticed = async (selection: { file: string; tests?: string[] }): Promise<Noticed | undefined> => {
    const answer = await runner.run({ mutant, selection }, limitOf(candidate));
    if (!answer) return { verdict: 'timeout', by: { file, test: '', message: '' } };
    const { failure } = answer;
    return failure && { verdict: 'killed', by: { file, test: failure.at, message: failure.message } };
  };
  const first = await noticed({ file, ...(!candidate.whole && { tests }) });
  if (first?.verdict !== 'killed' || candidate.whole || !tests.includes(first.by.test)) return first;
  // A test may need what those before it left; then only the whole file says something.
  const failing = first.by.test;
  if (!evidence.alone.has(failing)) {
    const answer = await runner.run({ selection: { file, tests: [failing] } }, limitOf(candidate));
    evidence.alone.set(failing, answer !== undefined && !answer.failure);
  }
  return evidence.alone.get(failing) ? first : noticed({ file });
};

const nameOf = (candidate: Candidate, test: string): string =>
  candidate.tests.find(({ id }) => id === test)?.name ?? test;

interface Agenda {
  readonly candidates: readonly Candidate[];
  /** Without the tests that passed with the mutant in place. */
  readonly left: readonly Candidate[];
  readonly cost: number;
}

/** What is to run until the mutant is decided. */
export const agendaOf = (evidence: Evidence, mutant: Mutant, previous: Result | undefined): Agenda => {
  const isMadeOnce = mutant.isOfModule || evidence.passes.has(mutant, ALONE);
  const promising = candidatesFor(mutant, evidence.reaches, evidence.kills, isMadeOnce);
  const noticers = promising.filter(({ file }) => file === previous?.by?.file);
  const candidates = [...new Set([...noticers, ...promising])];
  const left = candidates.flatMap((candidate) => {
    const tests = candidate.tests.filter(({ id }) => !evidence.passes.has(mutant, id));
    const isWhole = candidate.prepared || tests.length === candidate.tests.length;
    const rest = { ...candidate, tests: candidate.prepared ? candidate.tests : tests };
    return tests.length > 0 || candidate.prepared ? [{ ...rest, whole: candidate.whole && isWhole }] : [];
  });
  return { candidates, left, cost: left.reduce((sum, { cost }) => sum + cost, 0) };
};

/** Runs the tests that reach a mutant, file by file, until one fails. */
export const decide = async (
  runner: RunnerProcess<Job, Answer>,
  evidence: Evidence,
  { hash }: MutatedFile,
  mutant: Mutant,
  { candidates, left }: Agenda,
): Promise<Result> => {
  const began = performance.now();
  const { file, id } = mutant;
  const done = (verdict: Verdict, asked: number, by?: Result['by']): Result => ({
    file,
    hash,
    id,
    evidence: evidenceOf(candidates, evidence.reaches),
    of: candidates.length,
    budget: evidence.budget,
    verdict,
    asked,
    ...(by && { by }),
    ms: Math.round(performance.now() - began),
  });
  const before = candidates.length - left.length;
  let spent = 0;
  for (const [index, candidate] of left.entries()) {
    const asked = before + index;
    if (asked > 0 && spent + candidate.cost > evidence.budget) return done('open', asked);
    spent += candidate.cost;
    const found = await ask(runner, evidence, mutant, candidate);
    if (!found) continue;
    const key = `${file} ${candidate.file}`;
    evidence.kills.set(key, (evidence.kills.get(key) ?? 0) + 1);
    return done(found.verdict, asked + 1, { ...found.by, test: nameOf(candidate, found.by.test) });
  }
  return done('survived', candidates.length);
};

/**
 * Whether a verdict still holds: the source is the same and, for a survivor, so are the tests that reach it, of which
 * no more can be asked now.
 */
export const stillHolds = (
  result: Result | undefined,
  { hash }: MutatedFile,
  mutant: Mutant,
  evidence: Evidence,
): boolean => {
  if (result?.hash !== hash) return false;
  if (result.verdict === 'killed' || result.verdict === 'timeout') return true;
  if (result.verdict === 'open' && (result.budget ?? 0) < evidence.budget) return false;
  return (
    result.evidence === evidenceOf(candidatesFor(mutant, evidence.reaches, evidence.kills), evidence.reaches)
  );
};
