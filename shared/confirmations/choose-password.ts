import { clearFailures } from '#shared/data/sessions/login-attempts.ts';
import type { LinkPurpose } from '#shared/domain/confirmations/one-time-token.ts';
import type { ChangeOrigin } from '#shared/domain/members/change-origin.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { passwordErrors } from '#shared/domain/sessions/password-policy.ts';
import { database } from '#shared/ports/database.ts';
import { passwords } from '#shared/ports/secrets.ts';
import { type CONFLICT, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { FindStored } from './linked-member.ts';
import type { Lookup } from './member-lookup.ts';
import { type Confirmation, INVALID_TOKEN, NOT_FOUND } from './outcome.ts';

/** A password that a member chooses with a mailed token. */
export interface ChosenPassword {
  readonly token: string;
  /** Of any type; validated by the club's policy. */
  readonly password: unknown;
  readonly minLength: number;
  readonly origin: ChangeOrigin;
}

/** The part of a change that every use of a token makes. */
export interface PasswordChange {
  readonly flags: object;
  /** Hashed. */
  readonly password: string;
  readonly changed: ChangeOrigin;
}

/** A kind of mailed token with which a member chooses a password. */
export interface PasswordToken<Stored, Outcome> {
  readonly purpose: LinkPurpose;
  readonly find: FindStored<Stored>;
  /** Uses the token up and writes the password, all or nothing; the new session epoch ends every session. */
  readonly use: (
    runtime: Runtime,
    member: Member,
    stored: Stored,
    change: PasswordChange,
  ) => Promise<Outcome | typeof CONFLICT>;
}

/**
 * Sets a password with a mailed token: 404, then 463, then 422, which uses nothing up (contract §2.12). Of any number
 * of requests at once exactly one succeeds: the others find the token used.
 */
export const choosePassword = async <Stored, Outcome>(
  runtime: Runtime,
  find: Lookup,
  kind: PasswordToken<Stored, Outcome>,
  { token, password, minLength, origin: changed }: ChosenPassword,
): Promise<Outcome | Confirmation> => {
  let hashed: string | undefined;
  return retryOnConflict<Outcome | Confirmation>(runtime, async () => {
    const member = await find();
    if (!member) return NOT_FOUND;
    const stored = await kind.find(runtime, member, token);
    if (stored === undefined) return INVALID_TOKEN;
    const wrong = passwordErrors(password, minLength);
    if (wrong.length > 0) return { outcome: 'member_invalid', errors: { password: wrong } };
    hashed ??= await runtime.use(passwords).hash(String(password));
    // A mailed token is no guess. Done first, so that a password that was set is always answered 200.
    await clearFailures(runtime.use(database), member.club, member.id);
    return kind.use(runtime, member, stored, { flags: {}, password: hashed, changed });
  });
};
