import type { SmokeContext } from './smoke-context.ts';

/**
 * What no run over the API can see of this deployment, so that silence does not pass for health.
 * @returns sentences
 */
export const unverifiable = ({ channels, limitedToken }: SmokeContext): readonly string[] => [
  'SMS: none is sent, because the simulator has no telephone; reports of SMS (-c smsStatus) are not seen either',
  channels?.push
    ? 'push messages: the club has platform applications, but this run has no device'
    : 'push messages: the club has no platform application',
  ...(channels?.email ? [] : ['mails, sendings and their reports: the club has no e-mail configured']),
  ...(limitedToken ? [] : ['whether permits bind: no --limited-token']),
  'alarms, dead letters and schedules: see the dashboard and npm run loyalty -- dlq list',
];
