const NUMBER = new Intl.NumberFormat('en');
const TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const SHORT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

export const count = (value: number): string => NUMBER.format(value);

/** `1 message`, `2 messages`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** In the time zone of the reader. */
export const time = (iso: string | null): string => (iso === null ? '–' : TIME.format(new Date(iso)));

/** The same without the year, for tables of what is recent. */
export const shortTime = (iso: string): string => SHORT.format(new Date(iso));

/** `members_created` → `Members created`. */
export const words = (name: string): string => {
  const text = name
    .replaceAll('_', ' ')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** A value of JSON, short. */
export const shown = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
