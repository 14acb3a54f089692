import { LoyaltyError } from '#shared/errors.ts';
import type { Identifier } from '../member-schema/schema.ts';
import { IDENTIFIER_FORMS } from '../members/identifier-forms.ts';

type IdentifierType = 'id' | Identifier;

/** The identifier that a member logs in with. */
export interface LogInName {
  readonly type: IdentifierType;
  /** In the forms that look-ups use, in the order to look; none when no member can have it. */
  readonly meant: readonly string[];
  /** What failures are counted by: one text for all spellings, and one for what is no identifier at all. */
  readonly counted: string;
}

type Grant =
  | {
      readonly type: 'password';
      readonly name: LogInName;
      readonly password: string;
      /** A refresh token of an earlier log-in, by which the device is known again; it need not be good any more. */
      readonly earlier: string | undefined;
    }
  | { readonly type: 'refresh_token'; readonly token: string };

/** The body of a token request; the request schema has validated the types (contract §2.1). */
interface GrantRequest {
  readonly grant_type: 'password' | 'refresh_token';
  readonly identifier_type?: IdentifierType | null;
  readonly identifier?: string | number | null;
  readonly password?: string | null;
  readonly refresh_token?: string | null;
}

const idMeant = (text: string): readonly string[] => {
  const id = text.trim();
  return /^\d{1,16}$/.test(id) && Number(id) > 0 ? [String(Number(id))] : [];
};

const LONGEST_COUNTED = 1024;

/** @param country of the club */
export const logInName = (
  type: IdentifierType,
  sent: string | number,
  country: string | undefined,
): LogInName => {
  const text = String(sent);
  const meant = type === 'id' ? idMeant(text) : IDENTIFIER_FORMS[type].meant(text, country);
  return { type, meant, counted: `${type}:${meant.at(-1) ?? text.trim().slice(0, LONGEST_COUNTED)}` };
};

type GrantReader = (request: GrantRequest, country: string | undefined) => Grant;

const missing = (name: keyof GrantRequest): LoyaltyError =>
  new LoyaltyError('parameter_invalid', { message: `${name} is missing or invalid` });

const passwordGrant: GrantReader = (request, country) => {
  const { identifier_type, identifier, password, refresh_token } = request;
  if (!identifier_type) throw missing('identifier_type');
  if (identifier === undefined || identifier === null || identifier === '') throw missing('identifier');
  if (password === undefined) throw missing('password');
  // A password without a value is a wrong one (contract §2.1).
  const name = logInName(identifier_type, identifier, country);
  return { type: 'password', name, password: password ?? '', earlier: refresh_token ?? undefined };
};

const refreshGrant: GrantReader = ({ refresh_token }) => {
  if (!refresh_token) throw missing('refresh_token');
  return { type: 'refresh_token', token: refresh_token };
};

const GRANTS: Readonly<Record<GrantRequest['grant_type'], GrantReader>> = {
  password: passwordGrant,
  refresh_token: refreshGrant,
};

/** @param country of the club. @throws LoyaltyError parameter_invalid naming what the grant lacks */
export const readGrant: GrantReader = (request, country) => GRANTS[request.grant_type](request, country);
