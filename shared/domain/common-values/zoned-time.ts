const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timezone: string): Intl.DateTimeFormat => {
  const known = formats.get(timezone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, timeZoneName: 'longOffset' });
  formats.set(timezone, format);
  return format;
};

/** `GMT`, `GMT+01:00`, and before the zones of today local mean time: `GMT+00:53:28`. */
const OFFSET = /^GMT(?:([+-])(\d\d):(\d\d)(?::\d\d)?)?$/;

/** Whole minutes east of UTC: an offset of RFC 3339 has no seconds. */
const offsetOf = (at: Date, timezone: string): { readonly text: string; readonly minutes: number } => {
  const parts = formatOf(timezone).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '00', minutes = '00'] = OFFSET.exec(name) ?? [];
  const size = Number(hours) * 60 + Number(minutes);
  return { text: `${sign}${hours}:${minutes}`, minutes: sign === '-' ? -size : size };
};

/**
 * The instant of a local time: the earlier one where clocks go back, the hour later where they skip it.
 * @param local `2017-01-19`, or with a time: `2017-01-19T10:07:08`; no date otherwise
 */
export const instantIn = (local: string, timezone: string): Date => {
  const [date, time = '00:00'] = local.split(/[T ]/);
  const asOf = (offset: string) => new Date(`${date}T${time}${offset}`);
  const near = asOf('Z');
  if (Number.isNaN(near.getTime())) return near;
  const first = asOf(offsetOf(near, timezone).text);
  return asOf(offsetOf(first, timezone).text);
};

/**
 * An instant in a zone, as RFC 3339 with milliseconds and offset: `2017-01-19T10:07:08.336+01:00`.
 * @param timezone IANA name, checked when the club is saved
 */
export const zonedTime = (instant: string, timezone: string): string => {
  const at = new Date(instant);
  const { text, minutes } = offsetOf(at, timezone);
  const local = new Date(at.getTime() + minutes * 60_000).toISOString();
  // The year before 0000, or after 9999, has no form there: one that is beyond by its offset alone is given in UTC.
  return /^\d{4}-/.test(local) ? local.replace('Z', text) : instant;
};
