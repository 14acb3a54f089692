import { CLUB_SLUG } from '#shared/vocabulary.ts';

/** Whether a club could have this slug; what could not be one must never become part of a key. */
export const isSlug = (text: string): boolean => CLUB_SLUG.test(text);
