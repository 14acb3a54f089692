import { canonicalEmail, displayEmail } from '../members/identifiers.ts';

/**
 * The address to send to: the stored one (threat T25), its local part as the member writes it, its domain in the
 * ASCII form that mail servers know. Nothing when it is no address.
 */
export const mailAddress = (stored: unknown): string | undefined => {
  if (typeof stored !== 'string') return undefined;
  const canonical = canonicalEmail(stored);
  const [local] = displayEmail(stored).split('@');
  return canonical && `${local}@${canonical.slice(canonical.lastIndexOf('@') + 1)}`;
};
