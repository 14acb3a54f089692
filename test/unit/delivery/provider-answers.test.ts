import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { emailSender } from '#shared/delivery/email.ts';
import type { SendOutcome } from '#shared/delivery/send-outcome.ts';
import { smsSender } from '#shared/delivery/sms.ts';

const MAIL = {
  from: { name: 'Mall', address: 'mall@example.com' },
  to: 'a@example.com',
  subject: 's',
  html: 'h',
  text: 't',
  headers: {},
};
const SMS = { sender: { type: 'alphanumeric', value: 'My Mall' }, to: '4740485124', text: 'Hi' } as const;

const failure = (name: string, status?: number, code?: string): Error =>
  Object.assign(new Error('text with a@example.com'), {
    name,
    ...(code && { code }),
    ...(status && { $metadata: { httpStatusCode: status } }),
  });

type State = SendOutcome['state'];

const MAIL_ANSWERS: readonly (readonly [Error, State])[] = [
  [failure('MessageRejected', 400), 'failed'],
  [failure('BadRequestException', 400), 'failed'],
  [failure('MailFromDomainNotVerifiedException', 400), 'deferred'],
  [failure('AccountSuspendedException', 400), 'deferred'],
  [failure('SendingPausedException', 400), 'deferred'],
  [failure('TooManyRequestsException', 429), 'deferred'],
  [failure('LimitExceededException', 400), 'deferred'],
  [failure('AccessDeniedException', 403), 'deferred'],
  [failure('SomethingNew', 429), 'deferred'],
  [failure('SomethingNew', 500), 'deferred'],
  [failure('SomethingNew', 503), 'deferred'],
  [failure('SomethingNew', 418), 'failed'],
  [failure('SyntaxError', 200), 'unknown'],
  [failure('TimeoutError'), 'unknown'],
  [failure('Error', undefined, 'ECONNRESET'), 'unknown'],
  [failure('Error', undefined, 'EPIPE'), 'unknown'],
  [failure('Error', undefined, 'ECONNREFUSED'), 'deferred'],
  [failure('Error', undefined, 'ENOTFOUND'), 'deferred'],
  [failure('Error'), 'unknown'],
];

const SMS_ANSWERS: readonly (readonly [Error, State])[] = [
  [failure('InvalidParameterException', 400), 'failed'],
  [failure('InvalidParameterValueException', 400), 'failed'],
  [failure('OptedOutException', 400), 'failed'],
  [failure('AuthorizationErrorException', 403), 'deferred'],
  [failure('ThrottledException', 429), 'deferred'],
  [failure('InternalErrorException', 500), 'deferred'],
  [failure('TimeoutError'), 'unknown'],
];

const nameOf = ([error, state]: readonly [Error, State]) =>
  [`${error.name} ${JSON.stringify({ ...error })}`, error, state] as const;

describe('an answer of SES', () => {
  it.each(MAIL_ANSWERS.map(nameOf))('%s is understood', async (_, error, state) => {
    mockClient(SESv2Client).on(SendEmailCommand).rejects(error);
    const outcome = await emailSender(new SESv2Client({ region: 'eu-west-1' }))(MAIL);
    expect(outcome).toMatchObject({ state, reason: expect.not.stringContaining('@') });
  });

  it('is a success only with a message id', async () => {
    const ses = mockClient(SESv2Client);
    const send = () => emailSender(new SESv2Client({ region: 'eu-west-1' }))(MAIL);
    ses.on(SendEmailCommand).resolves({ MessageId: 'm-1' });
    expect(await send()).toEqual({ state: 'sent', providerId: 'm-1' });
    ses.on(SendEmailCommand).resolves({});
    expect((await send()).state).toBe('unknown');
  });
});

describe('an answer of SNS', () => {
  it.each(SMS_ANSWERS.map(nameOf))('%s is understood', async (_, error, state) => {
    mockClient(SNSClient).on(PublishCommand).rejects(error);
    expect((await smsSender(new SNSClient({ region: 'eu-west-1' }))(SMS)).state).toBe(state);
  });

  it('follows a request with number, type and sender in the form that SNS knows', async () => {
    const sns = mockClient(SNSClient);
    sns.on(PublishCommand).resolves({ MessageId: 's-1' });
    const send = smsSender(new SNSClient({ region: 'eu-west-1' }));
    expect(await send(SMS)).toEqual({ state: 'sent', providerId: 's-1' });
    await send({ ...SMS, sender: { type: 'international', value: '4790000000' } });
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    expect(sns.calls().map(({ args }) => args[0].input)).toEqual([
      {
        PhoneNumber: '+4740485124',
        Message: 'Hi',
        MessageAttributes: {
          'AWS.SNS.SMS.SMSType': text('Transactional'),
          'AWS.SNS.SMS.SenderID': text('MyMall'),
        },
      },
      {
        PhoneNumber: '+4740485124',
        Message: 'Hi',
        MessageAttributes: {
          'AWS.SNS.SMS.SMSType': text('Transactional'),
          'AWS.MM.SMS.OriginationNumber': text('+4790000000'),
        },
      },
    ]);
  });
});
