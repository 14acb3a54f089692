import { type SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { mailbox, oneLine } from './header-text.ts';
import { outcomeOfError, outcomeOfReply } from './provider-answers.ts';
import type { Mail, Send } from './send-outcome.ts';

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/** The parts of a mail; SES builds the MIME text, so no value of ours can become a header (threat T16). */
export const sendEmailInput = (
  { from, to, subject, html, text, headers, tags = {} }: Mail,
  configurationSet?: string,
): SendEmailCommandInput => ({
  FromEmailAddress: mailbox(from.name, from.address),
  ...(configurationSet && { ConfigurationSetName: configurationSet }),
  EmailTags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
  Destination: { ToAddresses: [oneLine(to)] },
  Content: {
    Simple: {
      Subject: utf8(oneLine(subject)),
      Body: { Html: utf8(html), Text: utf8(text) },
      Headers: Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
    },
  },
});

/**
 * @param client with one attempt only: what a repeat of its own would double, we would not know
 * @param configurationSet without one SES reports nothing
 */
export const emailSender =
  (client: SESv2Client, configurationSet?: string): Send<Mail> =>
  async (mail) => {
    try {
      const reply = await client.send(new SendEmailCommand(sendEmailInput(mail, configurationSet)));
      return outcomeOfReply(reply.MessageId);
    } catch (error) {
      return outcomeOfError(error);
    }
  };
