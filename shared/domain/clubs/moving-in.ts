import type { Identifier } from '../member-schema/schema.ts';

/** The system that log-ins ask about members without a password here (contract §2.1.1). */
export interface ShadowLogIn {
  /** Base URL of the old system's API, such as `https://old.example.com/api/v3`. */
  readonly url: string;
  /** The club's slug there; absent = the same as here. */
  readonly club?: string;
  /** `X-Product-Name` there; absent = `default`. */
  readonly product?: string;
  /** Most requests a second to the old system, of all functions together; absent = 5. */
  readonly rate?: number;
}

/** What a club allows while members move in; `true` is `{ "restore": true }`. */
export type MovingIn =
  | boolean
  | {
      /** Imports restore members and take weak hashes; absent = false. */
      readonly restore?: boolean;
      readonly shadow?: ShadowLogIn;
    };

/** What this file reads of a club. */
interface MovingClub {
  readonly slug: string;
  readonly moving_in?: MovingIn;
  readonly member_schema: { readonly identifiers: readonly Identifier[] };
}

/** A shadow log-in with its defaults. */
export interface ShadowSettings extends Required<ShadowLogIn> {
  /** Those of the club, the first one first. */
  readonly identifiers: readonly Identifier[];
}

const DEFAULTS = { product: 'default', rate: 5 } as const;

/** Whether imports restore members and take weak hashes (contract §4.6, §2.16). */
export const mayRestore = ({ moving_in }: Pick<MovingClub, 'moving_in'>): boolean =>
  typeof moving_in === 'object' ? moving_in.restore === true : moving_in === true;

/** The shadow log-in of a club; nothing where it is off. */
export const shadowLogInOf = ({ slug, moving_in, member_schema }: MovingClub): ShadowSettings | undefined => {
  const shadow = typeof moving_in === 'object' ? moving_in.shadow : undefined;
  return shadow && { club: slug, ...DEFAULTS, ...shadow, identifiers: member_schema.identifiers };
};
