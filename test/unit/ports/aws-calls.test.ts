import { type AddressInfo, createServer } from 'node:net';

import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureKind } from '#shared/aws-failures.ts';
import { emailSender } from '#shared/delivery/email.ts';
import { NO_RETRY, RETRIED_BY_SDK, RETRIED_HERE } from '#shared/ports/aws-calls.ts';

/** Takes every connection and says nothing. */
const silent = createServer(() => {});
let endpoint: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
});
afterAll(() => void silent.close());

/** As the client is made, with less patience. */
const impatient = <C extends { readonly requestHandler: object }>(config: C) => ({
  ...config,
  requestHandler: { ...config.requestHandler, requestTimeout: 50 },
  region: 'eu-west-1',
  endpoint,
  credentials: { accessKeyId: 'a', secretAccessKey: 's' },
});

describe('a call to a service that goes silent', () => {
  it.each([
    ['repeated by us', RETRIED_HERE],
    ['repeated by the SDK', RETRIED_BY_SDK],
  ])('ends, as one that may do another time: %s', async (_, config) => {
    const call = new SQSClient(impatient(config)).send(
      new SendMessageBatchCommand({ QueueUrl: `${endpoint}/q`, Entries: [{ Id: '0', MessageBody: 'x' }] }),
    );
    const failure = await call.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failureKind(failure)).toBe('passes');
  });

  it('leaves it open whether a message was sent', async () => {
    const outcome = await emailSender(new SESv2Client(impatient(NO_RETRY)))({
      from: { name: 'Mall', address: 'mall@example.com' },
      to: 'kari@example.com',
      subject: 's',
      html: 'h',
      text: 't',
      headers: {},
    });
    expect(outcome.state).toBe('unknown');
  });
});
