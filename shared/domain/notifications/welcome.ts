import type { Member } from '../members/member.ts';

export interface WelcomeFlags {
  readonly send_sms_welcome_message?: boolean | null;
  readonly send_email_welcome_message?: boolean | null;
}

/** Welcome messages the caller wants: each unless switched off; the club has the last word when sending. */
export const requestedWelcomeMessages = (flags: WelcomeFlags): Member['welcome'] => [
  ...(flags.send_sms_welcome_message === false ? [] : (['sms'] as const)),
  ...(flags.send_email_welcome_message === false ? [] : (['email'] as const)),
];
