import type { Member } from '../members/member.ts';

export interface WelcomeFlags {
  readonly send_sms_welcome_message?: boolean | null;
  readonly send_email_welcome_message?: boolean | null;
}

/** Welcome messages that the caller requests: each unless switched off; the club's settings decide when sending. */
export const requestedWelcomeMessages = (flags: WelcomeFlags): Member['welcome'] => [
  ...(flags.send_sms_welcome_message === false ? [] : (['sms'] as const)),
  ...(flags.send_email_welcome_message === false ? [] : (['email'] as const)),
];
