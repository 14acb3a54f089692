import type { Identifier } from '../member-schema/schema.ts';
import { canonicalEmail } from './identifiers.ts';
import { canonicalMsisdn, msisdnsMeant } from './phone-number.ts';

interface IdentifierForm {
  /** The one form that all spellings share (contract §1.6); `undefined` for what is no such identifier. */
  canonical(input: string, country: string | undefined): string | undefined;
  /** The canonical forms by which a member may be found whom the text names, in the order to look. */
  meant(input: string, country: string | undefined): readonly string[];
}

/** How each identifier is read; `country` is the club's. */
export const IDENTIFIER_FORMS: Readonly<Record<Identifier, IdentifierForm>> = {
  email: {
    canonical: canonicalEmail,
    meant: (input) => {
      const canonical = canonicalEmail(input);
      return canonical === undefined ? [] : [canonical];
    },
  },
  msisdn: { canonical: canonicalMsisdn, meant: msisdnsMeant },
};
