import type { RouteMatch } from './routes.ts';

/** Parameters whose values name no person and open nothing. */
const SHOWN_PARAMETERS: Readonly<Record<string, RegExp>> = {
  loyalty_club_slug: /^[a-z0-9-]{1,64}$/,
  id: /^\d{1,16}$/,
  message_id: /^\d{1,16}$/,
  bulk_id: /^\d{1,16}$/,
  request_number: /^\d{1,16}$/,
  type: /^[a-z_]{1,24}$/,
  job_id: /^[\w.-]{1,64}$/,
  import_id: /^[\w.-]{1,64}$/,
};

const PARAMETER = /\{(\w+)\}/g;

const withParameters = ({ template, parameters }: RouteMatch): string =>
  template.replace(PARAMETER, (placeholder, name: string) =>
    SHOWN_PARAMETERS[name]?.test(parameters[name] ?? '') ? (parameters[name] ?? '') : placeholder,
  );

/** What can be neither an address, a number, nor a token. */
const HARMLESS = /^(?:[a-z_.-]{1,24}|v\d|\d{1,6})$/;

const MAX_SEGMENTS = 12;

/**
 * The path of a request as a log may have it: addresses and tokens are in paths, too.
 * @param segments of the path, decoded
 */
export const shownPath = (match: RouteMatch | undefined, segments: readonly string[]): string => {
  if (match) return withParameters(match);
  const shown = segments
    .slice(0, MAX_SEGMENTS)
    .map((segment) => (segment === '' || HARMLESS.test(segment) ? segment : '…'));
  return `/${shown.join('/')}`;
};
