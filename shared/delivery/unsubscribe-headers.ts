/**
 * RFC 8058 §3.1: both fields. Nothing for a mail that nobody can be unsubscribed from.
 * @param oneClick takes the POST itself, so it is always this API's URL
 */
export const unsubscribeHeaders = (oneClick: string | undefined): Readonly<Record<string, string>> =>
  oneClick === undefined
    ? {}
    : { 'List-Unsubscribe': `<${oneClick}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
