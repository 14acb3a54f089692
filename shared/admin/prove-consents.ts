import { keyRing } from '#shared/crypto/key-ring.ts';
import { createProofNames } from '#shared/crypto/proof-names.ts';
import { readChangeLines } from '#shared/data/members/change-lines.ts';
import { findConsentProofs } from '#shared/data/members/consent-proofs.ts';
import { findMemberByAny } from '#shared/data/members/find-member.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import { answersIn, type ChangeLine } from '#shared/domain/members/change-line.ts';
import { provenAnswers } from '#shared/domain/members/consent-proof.ts';
import { IDENTIFIER_FORMS } from '#shared/domain/members/identifier-forms.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { parseSecret, type SecretStore } from './keys.ts';
import { existingClub } from './save-club.ts';

interface ConsentQuery {
  readonly club: string;
  readonly identifier: Identifier;
  /** As people write it. */
  readonly name: string;
}

/** What is recorded and what holds, with evidence and origin where they are recorded. */
const answersOf = async (db: Db, member: Member) => {
  const lines: ChangeLine[] = [];
  for await (const line of readChangeLines(db, member.club, member.id)) lines.push(line);
  return provenAnswers(member, lines).map((answer) => ({
    ...answer,
    ...lines
      .flatMap((line) => answersIn(line, answer.slug))
      .find(({ updated_at, status }) => updated_at === answer.updated_at && status === answer.status),
  }));
};

/**
 * What is known of the consents of an identifier: of the member that has it, and of members that had it when they were
 * erased, as long as their club keeps proofs.
 * @throws OperationRefused `club_unknown`, `secret_malformed`
 */
export const proveConsents = async (
  db: Db,
  secret: Pick<SecretStore, 'read'>,
  { club: slug, identifier, name }: ConsentQuery,
) => {
  const club = await existingClub(db, slug);
  const forms = IDENTIFIER_FORMS[identifier].meant(name, club.country);
  const member = await findMemberByAny(db, slug, identifier, forms);
  const ring = keyRing(await parseSecret(secret));
  const names = createProofNames(async () => ring);
  const proofs = await Promise.all(
    forms.map(async (form) => findConsentProofs(db, slug, await names.of(slug, identifier, form))),
  );
  return {
    club: slug,
    identifier,
    member: member ? { id: member.id, answers: await answersOf(db, member) } : null,
    erased: proofs.flat(),
  };
};
