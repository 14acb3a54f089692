import { startInbox } from '../engines/inbox.ts';
import type { Endpoint } from '../engines/loopback.ts';
import { startMailProxy } from '../engines/mail-proxy.ts';
import { startSns } from '../engines/sns.ts';
import { type LocalReports, localReports } from '../reports.ts';
import { createMessageStore, type ListedMessage, type MessageStore } from './message-store.ts';
import { type SentMessage, sentBySns, sentMail } from './sent-message.ts';

interface ProviderOptions {
  readonly now: () => Date;
  readonly onMessage: (message: ListedMessage) => void;
  /** Called with what goes wrong. */
  readonly report: (line: string) => void;
}

interface Providers {
  readonly mail: Pick<Endpoint, 'url'>;
  readonly sns: Pick<Endpoint, 'url'>;
  readonly outbox: MessageStore;
  readonly reports: LocalReports;
  stop(): Promise<void>;
}

/** SES and SNS, whose messages end in the outbox. */
export const startProviders = async ({ now, onMessage, report }: ProviderOptions): Promise<Providers> => {
  const outbox = createMessageStore();
  const keep = (message: SentMessage): void => onMessage(outbox.add(message));
  const sns = await startSns({
    now: () => now().getTime(),
    onCaptured: (message) => keep(sentBySns(message)),
  });
  const reports = localReports({ now, outbox, sns });
  const inbox = await startInbox();
  const mail = await startMailProxy(inbox.url, (tagged) => {
    const taken = inbox.take(tagged.id);
    if (!taken) return;
    const sent = sentMail(taken, tagged, now().toISOString());
    keep(sent);
    reports.simulate(sent).catch((error: unknown) => report(`report: ${String(error)}`));
  });
  return {
    mail,
    sns,
    outbox,
    reports,
    stop: async () => {
      for (const part of [sns, mail, inbox, outbox]) await part.stop();
    },
  };
};
