/** What a remover asks for (contract §2.9). */
interface OptOutFlags {
  readonly send_email_unsubscribe_message?: boolean | undefined;
  /** The older name, for every channel. */
  readonly send_unsubscribe_message?: boolean | undefined;
}

/** Channels of the opt-out messages that are asked for; the club has the last word when sending. */
export const requestedOptOutMessages = (flags: OptOutFlags): readonly ('email' | 'sms')[] => {
  const { send_email_unsubscribe_message: email, send_unsubscribe_message: every } = flags;
  return [...((email ?? every ?? true) ? (['email'] as const) : []), ...(every ? (['sms'] as const) : [])];
};
