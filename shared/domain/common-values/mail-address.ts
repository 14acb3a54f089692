import { canonicalEmail, displayEmail } from '../members/identifiers.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
const ASCII = /^[\x00-\x7f]*$/;

/**
 * The address to send to: the stored one (threat T25), its local part as the member writes it, its domain in the
 * ASCII form that mail servers know. Nothing when it is no address, or one whose local part SES refuses.
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html (no SMTPUTF8)
 */
export const mailAddress = (stored: unknown): string | undefined => {
  if (typeof stored !== 'string') return undefined;
  const canonical = canonicalEmail(stored);
  const [local = ''] = displayEmail(stored).split('@');
  return canonical && ASCII.test(local)
    ? `${local}@${canonical.slice(canonical.lastIndexOf('@') + 1)}`
    : undefined;
};
