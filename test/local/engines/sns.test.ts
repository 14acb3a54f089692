import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SnsServer, startSns } from '../../../local/engines/sns.ts';

let sns: SnsServer;

beforeEach(async () => {
  sns = await startSns({ now: () => Date.UTC(2026, 0, 1) });
});

afterEach(() => sns.stop());

/** As documented: a form in the body, XML in the reply. */
async function call(parameters: Record<string, string>) {
  const response = await fetch(sns.url, {
    method: 'POST',
    body: new URLSearchParams({ Action: 'Publish', Version: '2010-03-31', ...parameters }),
  });
  return { status: response.status, type: response.headers.get('content-type'), xml: await response.text() };
}

test('a text message is kept with its attributes and answered with its id', async () => {
  const { status, type, xml } = await call({
    PhoneNumber: '+4512345678',
    Message: 'Kode: 123 & æøå',
    'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SenderID',
    'MessageAttributes.entry.1.Value.DataType': 'String',
    'MessageAttributes.entry.1.Value.StringValue': 'Club',
    'MessageAttributes.entry.2.Name': 'AWS.SNS.SMS.SMSType',
    'MessageAttributes.entry.2.Value.DataType': 'String',
    'MessageAttributes.entry.2.Value.StringValue': 'Transactional',
  });
  const [captured] = sns.list();
  expect([status, type]).toEqual([200, 'text/xml']);
  expect(xml).toMatch(
    /^<PublishResponse xmlns="http:\/\/sns\.amazonaws\.com\/doc\/2010-03-31\/"><PublishResult><MessageId>[0-9a-f-]{36}<\/MessageId><\/PublishResult><ResponseMetadata><RequestId>[0-9a-f-]{36}<\/RequestId><\/ResponseMetadata><\/PublishResponse>$/,
  );
  expect(xml).toContain(captured?.message_id);
  expect(sns.list()).toEqual([
    {
      phone_number: '+4512345678',
      message: 'Kode: 123 & æøå',
      attributes: { 'AWS.SNS.SMS.SenderID': 'Club', 'AWS.SNS.SMS.SMSType': 'Transactional' },
      at: '2026-01-01T00:00:00.000Z',
      message_id: expect.any(String),
    },
  ]);
});

test('a push message keeps its target and structure', async () => {
  const target = 'arn:aws:sns:eu-west-1:000000000000:endpoint/GCM/app/1';
  await call({ TargetArn: target, MessageStructure: 'json', Message: '{"default":"x","GCM":"{}"}' });
  expect(sns.list()).toMatchObject([
    { target_arn: target, message: '{"default":"x","GCM":"{}"}', message_structure: 'json' },
  ]);
});

test.each([
  ['no target', { Message: 'x' }, 'InvalidParameter'],
  ['no message', { PhoneNumber: '+4512345678' }, 'InvalidParameter'],
  ['a bad number', { PhoneNumber: 'nobody', Message: 'x' }, 'InvalidParameter'],
  ['no default text', { TargetArn: 'a', Message: '{}', MessageStructure: 'json' }, 'InvalidParameter'],
  [
    'a message that is null',
    { TargetArn: 'a', Message: 'null', MessageStructure: 'json' },
    'InvalidParameter',
  ],
  ['another action', { Action: 'Subscribe' }, 'InvalidAction'],
])('a request with %s is refused and nothing is kept', async (_, parameters, code) => {
  const { status, xml } = await call(parameters as unknown as Record<string, string>);
  expect(status).toBe(400);
  expect(xml).toContain(`<Type>Sender</Type><Code>${code}</Code>`);
  expect(sns.list()).toEqual([]);
});

test('publishing to a chosen number fails as told until that is taken back', async () => {
  const publish = () => call({ PhoneNumber: '+4512345678', Message: 'x' });
  sns.fail('+4512345678', 'Throttled');
  const refused = await publish();
  expect(refused.status).toBe(429);
  expect(refused.xml).toContain('<Code>Throttled</Code>');
  sns.fail('+4512345678', undefined);
  expect((await publish()).status).toBe(200);
  expect(sns.list()).toHaveLength(1);
  sns.clear();
  expect(sns.list()).toEqual([]);
});
