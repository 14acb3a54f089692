/**
 * RFC 8058 §3.1: both fields. None for a mail from which no member can unsubscribe.
 * @param oneClick takes the POST itself, so it is always this API's URL
 */
export const unsubscribeHeaders = (oneClick: string | undefined): Readonly<Record<string, string>> =>
  oneClick === undefined
    ? {}
    : { 'List-Unsubscribe': `<${oneClick}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
