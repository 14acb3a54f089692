import type { MemberErrors } from '#shared/domain/members/member-errors.ts';
import type { PageTexts } from './texts-en.ts';

/** Codes of the password policy (contract §1.9.2) in words. */
const WORDS: Readonly<Record<string, keyof PageTexts>> = {
  not_contain_required_property: 'password_missing',
  minimum_string_length: 'password_short',
  maximum_string_length: 'password_long',
  matched_the_disallowed_schema: 'password_common',
};

export const passwordProblem = (texts: PageTexts, errors: MemberErrors): string => {
  const code = errors['password']?.[0]?.error;
  return texts[(typeof code === 'string' && WORDS[code]) || 'password_missing'];
};
