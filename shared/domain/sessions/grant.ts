import { LoyaltyError } from '#shared/errors.ts';
import type { Identifier } from '../member-schema/schema.ts';
import { canonicalEmail, canonicalMsisdn } from '../members/identifiers.ts';

type IdentifierType = 'id' | Identifier;

/** By what a member wants to log in. */
export interface LogInName {
  readonly type: IdentifierType;
  /** In the form that look-ups use; nothing when no member can have it. */
  readonly canonical: string | undefined;
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

const canonicalId = (text: string): string | undefined => {
  const id = text.trim();
  return /^\d{1,15}$/.test(id) && Number(id) > 0 ? String(Number(id)) : undefined;
};

const CANONICAL: Readonly<Record<IdentifierType, (text: string) => string | undefined>> = {
  id: canonicalId,
  email: canonicalEmail,
  msisdn: canonicalMsisdn,
};

const LONGEST_COUNTED = 1024;

export const logInName = (type: IdentifierType, sent: string | number): LogInName => {
  const text = String(sent);
  const canonical = CANONICAL[type](text);
  return { type, canonical, counted: `${type}:${canonical ?? text.trim().slice(0, LONGEST_COUNTED)}` };
};

const missing = (name: keyof GrantRequest): LoyaltyError =>
  new LoyaltyError('parameter_invalid', { message: `${name} is missing or invalid` });

const passwordGrant = (request: GrantRequest): Grant => {
  const { identifier_type, identifier, password, refresh_token } = request;
  if (!identifier_type) throw missing('identifier_type');
  if (identifier === undefined || identifier === null || identifier === '') throw missing('identifier');
  if (password === undefined) throw missing('password');
  // A password without a value is a wrong one (contract §2.1).
  const name = logInName(identifier_type, identifier);
  return { type: 'password', name, password: password ?? '', earlier: refresh_token ?? undefined };
};

const refreshGrant = ({ refresh_token }: GrantRequest): Grant => {
  if (!refresh_token) throw missing('refresh_token');
  return { type: 'refresh_token', token: refresh_token };
};

const GRANTS: Readonly<Record<GrantRequest['grant_type'], (request: GrantRequest) => Grant>> = {
  password: passwordGrant,
  refresh_token: refreshGrant,
};

/** @throws LoyaltyError parameter_invalid naming what the grant lacks */
export const readGrant = (request: GrantRequest): Grant => GRANTS[request.grant_type](request);
