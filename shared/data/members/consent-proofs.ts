import type { ProvenAnswer } from '#shared/domain/members/consent-proof.ts';
import { insert, runStatements } from '../table/batch-statements.ts';
import type { Db } from '../table/db.ts';
import { consentProofKey } from '../table/keys.ts';
import { pack, unpack } from '../table/packed.ts';
import { itemType } from '../table/stored-items.ts';

/** What is left of the consents of an erased member. */
export interface ConsentProof {
  readonly erased_at: string;
  readonly answers: readonly ProvenAnswer[];
}

interface NewProof extends ConsentProof {
  readonly club: string;
  /** Hash of the identifier. */
  readonly name: string;
  /** Seconds since 1970. */
  readonly ttl: number;
}

const CONSENT_PROOF = itemType('consent-proof', ({ club, name, erased_at, answers, ttl }: NewProof) => ({
  ...consentProofKey(club, name, erased_at),
  erased_at,
  answers: pack(answers),
  ttl,
}));

/** Stores proofs; those that are there already stay, for a repeat finds fewer answers. */
export const storeConsentProofs = async (db: Db, proofs: readonly NewProof[]): Promise<void> => {
  await runStatements(
    db,
    proofs.map((proof) => insert(db, CONSENT_PROOF.item(proof))),
  );
};

/** The proofs under the name of an identifier: one for each member that had it when it was erased. */
export const findConsentProofs = async (db: Db, club: string, name: string): Promise<ConsentProof[]> => {
  const proofs: ConsentProof[] = [];
  for await (const { erased_at, answers } of CONSENT_PROOF.partition(db, consentProofKey(club, name, '-').pk))
    proofs.push({ erased_at, answers: unpack(answers) });
  return proofs;
};
