import { readChangeLines } from '#shared/data/members/change-lines.ts';
import { storeConsentProofs } from '#shared/data/members/consent-proofs.ts';
import { memberTransition } from '#shared/data/members/member-transition.ts';
import { ttlFrom } from '#shared/data/table/retention.ts';
import type { ChangeLine } from '#shared/domain/members/change-line.ts';
import { provenAnswers } from '#shared/domain/members/consent-proof.ts';
import { identifiersOf } from '#shared/domain/members/member.ts';
import { database } from '#shared/ports/database.ts';
import { directory } from '#shared/ports/directory.ts';
import { proofNames } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { Images } from '#shared/stream-change.ts';

const YEAR_SECONDS = 365.25 * 24 * 60 * 60;

/**
 * Keeps what a removed member answered to consents, for as many years as its club wants: under a keyed hash of each
 * identifier, and before the recorded changes are erased.
 */
export const keepConsentProofs = async (runtime: Runtime, change: Images): Promise<void> => {
  const transition = memberTransition(change);
  if (transition?.type !== 'destroyed') return;
  const { before, deleted_at } = transition;
  const years = (await runtime.use(directory).club(before.club))?.consent_proofs_kept_years ?? 0;
  if (years === 0) return;
  const db = runtime.use(database);
  const lines: ChangeLine[] = [];
  for await (const line of readChangeLines(db, before.club, before.id)) lines.push(line);
  const answers = provenAnswers(before, lines);
  if (answers.length === 0) return;
  const names = Object.entries(identifiersOf(before.properties)).map(([identifier, canonical]) =>
    runtime.use(proofNames).of(before.club, identifier as 'email' | 'msisdn', canonical),
  );
  const proof = {
    club: before.club,
    erased_at: deleted_at,
    answers,
    ttl: ttlFrom(deleted_at, years * YEAR_SECONDS),
  };
  await storeConsentProofs(
    db,
    (await Promise.all(names)).map((name) => ({ ...proof, name })),
  );
};
