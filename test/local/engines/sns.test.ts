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

const APPLICATION = 'arn:aws:sns:eu-west-1:000000000000:app/GCM/mall';

/** The endpoint of a device, made if it is not there. */
async function endpointOf(Token: string): Promise<string> {
  const { xml } = await call({
    Action: 'CreatePlatformEndpoint',
    PlatformApplicationArn: APPLICATION,
    Token,
  });
  return xml.match(/<EndpointArn>([^<]+)</)?.[1] ?? '';
}

const setEnabled = (EndpointArn: string, value: string) =>
  call({
    Action: 'SetEndpointAttributes',
    EndpointArn,
    'Attributes.entry.1.key': 'Enabled',
    'Attributes.entry.1.value': value,
  });

test('a device has one endpoint, below its application, until it is deleted', async () => {
  const first = await endpointOf('one');
  expect(first).toMatch(/^arn:aws:sns:eu-west-1:000000000000:endpoint\/GCM\/mall\/[0-9a-f-]{36}$/);
  expect(await endpointOf('one')).toBe(first);
  expect(await endpointOf('other')).not.toBe(first);
  await call({ Action: 'DeleteEndpoint', EndpointArn: first });
  const refused = await call({ TargetArn: first, Message: 'x' });
  expect([refused.status, refused.xml]).toEqual([404, expect.stringContaining('<Code>NotFound</Code>')]);
  expect(await endpointOf('one')).not.toBe(first);
});

test('a disabled endpoint takes nothing until it is enabled again', async () => {
  const target = await endpointOf('one');
  sns.disable(target);
  const refused = await call({ TargetArn: target, Message: 'x' });
  expect([refused.status, refused.xml]).toEqual([
    400,
    expect.stringContaining('<Code>EndpointDisabled</Code>'),
  ]);
  expect((await setEnabled(target, 'true')).status).toBe(200);
  expect((await call({ TargetArn: target, Message: 'x' })).status).toBe(200);
  expect((await setEnabled('arn:nobody', 'true')).status).toBe(404);
});

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
  const target = await endpointOf('a-token');
  await call({ TargetArn: target, MessageStructure: 'json', Message: '{"default":"x","GCM":"{}"}' });
  expect(sns.list()).toMatchObject([
    {
      target_arn: target,
      token: 'a-token',
      message: '{"default":"x","GCM":"{}"}',
      message_structure: 'json',
    },
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

test('a text or a sender that SNS refuses is refused here', async () => {
  const sender = (id: string) => ({
    'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SenderID',
    'MessageAttributes.entry.1.Value.StringValue': id,
  });
  const statusOf = async (parameters: Record<string, string>) =>
    (await call({ PhoneNumber: '+4790000000', ...parameters })).status;
  expect(await statusOf({ Message: 'x'.repeat(1600), ...sender('Mall1') })).toBe(200);
  expect(await statusOf({ Message: 'x'.repeat(1601), ...sender('Mall1') })).toBe(400);
  expect(await statusOf({ Message: 'x', ...sender('12345') })).toBe(400);
  expect(await statusOf({ Message: 'x', ...sender('Longer than 11') })).toBe(400);
});
