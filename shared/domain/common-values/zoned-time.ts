const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timezone: string): Intl.DateTimeFormat => {
  const known = formats.get(timezone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    calendar: 'iso8601',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'longOffset',
  });
  formats.set(timezone, format);
  return format;
};

/** `+01:00`, or nothing where the zone is UTC. */
const offsetAt = (instant: Date, timezone: string): string =>
  formatOf(timezone)
    .formatToParts(instant)
    .find(({ type }) => type === 'timeZoneName')
    ?.value.replace('GMT', '') ?? '';

/**
 * The instant of a local time: the earlier one where clocks go back, the hour later where they skip it.
 * @param local `2017-01-19`, or with a time: `2017-01-19T10:07:08`; no date otherwise
 */
export const instantIn = (local: string, timezone: string): Date => {
  const [date, time = '00:00'] = local.split(/[T ]/);
  const asOf = (offset: string) => new Date(`${date}T${time}${offset || 'Z'}`);
  const near = asOf('');
  if (Number.isNaN(near.getTime())) return near;
  const first = asOf(offsetAt(near, timezone));
  return asOf(offsetAt(first, timezone));
};

/**
 * An instant in a zone, as ISO 8601 with milliseconds and offset: `2017-01-19T10:07:08.336+01:00`.
 * @param timezone IANA name, checked when the club is saved
 */
export const zonedTime = (instant: string, timezone: string): string => {
  const parts = Object.fromEntries(
    formatOf(timezone)
      .formatToParts(new Date(instant))
      .map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, second, fractionalSecond, timeZoneName } = parts;
  const offset = timeZoneName?.replace('GMT', '') || '+00:00';
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.${fractionalSecond}${offset}`;
};
