/** `X-User-Agent` of the console: its requests, which repeat every second, are in no log of the local stack. */
export const QUIET_USER_AGENT = 'loyalty-console';
