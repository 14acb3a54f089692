import { canonicalMsisdn } from '../members/phone-number.ts';
import type { Club } from './club.ts';
import { checkClubFileRules } from './club-file-rules.ts';
import { type ClubFile, type ClubFileProblem, checkClubFileShape } from './club-file-shape.ts';
import { isSlug } from './club-slug.ts';

/** What an operator decides about a club; the rest of the record is the system's. */
export type ClubSettings = ClubFile & Pick<Club, 'slug'>;

type ClubFileReading = { readonly club: ClubSettings } | { readonly problems: readonly ClubFileProblem[] };

/** Path segments that would make `/v3/:slug` ambiguous (contract §0.3). */
const RESERVED_SLUGS: ReadonlySet<string> = new Set(['loyalty_clubs']);

/** What is wrong with a slug; `undefined` when nothing is. */
const slugProblem = (slug: string): string | undefined => {
  if (RESERVED_SLUGS.has(slug)) return `The slug "${slug}" is a reserved word. Choose another.`;
  if (isSlug(slug)) return undefined;
  return `"${slug}" is not a slug. Write 1 to 63 of the letters a to z, digits and inner hyphens.`;
};

const senderInOneForm = ({ channels, country }: ClubFile): ClubFile['channels'] => {
  const { sms } = channels;
  if (sms?.sender_type !== 'international') return channels;
  return {
    ...channels,
    sms: { ...sms, sender_value: canonicalMsisdn(sms.sender_value, country) ?? sms.sender_value },
  };
};

/**
 * Validates a club file and fills in its defaults. The file's values are kept as they are, not copied.
 * @param input the parsed JSON; its form is `CLUB_FILE_SCHEMA`, its meaning the rules of `club-file-rules.ts`
 */
export const readClubFile = (slug: string, input: unknown): ClubFileReading => {
  const wrongSlug = slugProblem(slug);
  const slugProblems = wrongSlug === undefined ? [] : [{ path: '', problem: wrongSlug }];
  const shape = checkClubFileShape(input);
  const problems = 'file' in shape ? checkClubFileRules(shape.file) : shape.problems;
  const all = [...slugProblems, ...problems];
  return 'file' in shape && all.length === 0
    ? { club: { slug, ...shape.file, channels: senderInOneForm(shape.file) } }
    : { problems: all };
};

/** The file that describes a stored club: what `readClubFile` reads back to the same settings. */
export const clubFileOf = (club: ClubSettings): ClubFile => ({
  ...(club.customer_id !== undefined && { customer_id: club.customer_id }),
  name: club.name,
  ...(club.country !== undefined && { country: club.country }),
  timezone: club.timezone,
  password_min_length: club.password_min_length,
  ...(club.moving_in !== undefined && { moving_in: club.moving_in }),
  ...(club.changes_kept_days !== undefined && { changes_kept_days: club.changes_kept_days }),
  ...(club.consent_proofs_kept_years !== undefined && {
    consent_proofs_kept_years: club.consent_proofs_kept_years,
  }),
  member_schema: club.member_schema,
  filterable_properties: club.filterable_properties ?? [],
  products: club.products,
  channels: club.channels,
  messages: club.messages,
  ...(club.links && { links: club.links }),
  ...(club.branding && { branding: club.branding }),
  ...(club.consent_names && { consent_names: club.consent_names }),
});
