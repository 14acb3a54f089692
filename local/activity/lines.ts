import type { Activity, JobActivity, RequestActivity } from './activity.ts';

type Color = 'green' | 'yellow' | 'red' | 'gray' | 'bold';
export type Paint = (color: Color, text: string) => string;

const STATUS_COLORS: Readonly<Record<string, Color>> = { 2: 'green', 3: 'green', 4: 'yellow', 5: 'red' };

const time = (at: string): string => {
  const [date = '', clock = ''] = new Date(at).toISOString().split('T');
  return `${date.slice(5)} ${clock.slice(0, 8)}`;
};

const requestLine = (one: RequestActivity, paint: Paint): string => {
  const status = paint(STATUS_COLORS[String(one.status).charAt(0)] ?? 'red', String(one.status));
  return [
    paint('bold', one.method.padEnd(6)),
    one.path,
    status,
    ...(one.error === null ? [] : [one.error]),
    paint('gray', `${one.milliseconds} ms`),
    ...(one.request_id === null ? [] : [paint('gray', one.request_id)]),
    ...(one.nearest === null ? [] : [`(nearest: ${one.nearest})`]),
  ].join(' ');
};

/** Control characters would move the cursor of the terminal. */
const plain = (text: string): string => text.replace(/\p{Cc}/gu, ' ');

/** Of an app token, which is a secret of the device, its end. */
const address = (channel: string, to: readonly string[]): string =>
  plain(channel === 'push' ? `app …${to[0]?.slice(-4)}` : to.join(', '));

const NAMES = { email: 'mail', sms: 'sms', push: 'push' } as const;

const jobLine = (one: JobActivity): string =>
  [
    `${one.source} ${plain(one.id)}: ${one.chunks_done} of ${one.chunks} chunks`,
    `${one.members_created} created`,
    `${one.members_updated} updated`,
    `${one.members_invalid} invalid`,
  ].join(', ');

/** One line for the terminal; times are UTC, as in the API. */
export const activityLine = (one: Activity, paint: Paint): string => {
  const text = {
    request: () => requestLine(one as RequestActivity, paint),
    job: () => jobLine(one as JobActivity),
    message: () => {
      const { channel, to, subject } = one as Extract<Activity, { kind: 'message' }>;
      return `${NAMES[channel]} → ${address(channel, to)}${subject === null ? '' : `: ${plain(subject)}`}`;
    },
  }[one.kind]();
  return `${paint('gray', time(one.at))} ${text}`;
};
