import { PublishCommand, type PublishCommandInput, type SNSClient } from '@aws-sdk/client-sns';
import { outcomeOfError, outcomeOfReply } from './provider-answers.ts';
import type { Send, Sms } from './send-outcome.ts';

const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });

/** A sender id is letters and digits only; a number must be one that the account owns. */
const SENDERS: Readonly<
  Record<Sms['sender']['type'], (value: string) => NonNullable<PublishCommandInput['MessageAttributes']>>
> = {
  alphanumeric: (value) => ({ 'AWS.SNS.SMS.SenderID': attribute(value.replaceAll(' ', '')) }),
  international: (value) => ({ 'AWS.MM.SMS.OriginationNumber': attribute(`+${value}`) }),
};

/** @see https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html */
const publishInput = ({ sender, to, text }: Sms): PublishCommandInput => ({
  PhoneNumber: `+${to}`,
  Message: text,
  MessageAttributes: {
    'AWS.SNS.SMS.SMSType': attribute('Transactional'),
    ...SENDERS[sender.type](sender.value),
  },
});

/** @param client with one attempt only */
export const smsSender =
  (client: SNSClient): Send<Sms> =>
  async (sms) => {
    try {
      const reply = await client.send(new PublishCommand(publishInput(sms)));
      return outcomeOfReply(reply.MessageId);
    } catch (error) {
      return outcomeOfError(error);
    }
  };
