/** A DNS label: the slug is a path segment and part of every key. */
const SLUG = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether a club could have this slug; what could not be one must never become part of a key. */
export const isSlug = (text: string): boolean => SLUG.test(text);
