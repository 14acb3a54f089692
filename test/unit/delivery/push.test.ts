import {
  CreatePlatformEndpointCommand,
  PublishCommand,
  SetEndpointAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { type PushEndpointStore, pushSender } from '#shared/delivery/push.ts';
import { pushMessage } from '#shared/delivery/push-payload.ts';
import type { Push } from '#shared/delivery/send-outcome.ts';
import { pushTarget } from '#shared/domain/members/device.ts';

const APPLICATION = 'arn:aws:sns:eu-west-1:123456789012:app/GCM/mall';
const ENDPOINT = 'arn:aws:sns:eu-west-1:123456789012:endpoint/GCM/mall/e-1';

const push = (more: Partial<Push> = {}, endpoint: string | null = null): Push => ({
  to: { application: APPLICATION, token: 'token', endpoint },
  deviceOwner: { club: 'mall', member: 1 },
  title: 'Sale',
  body: 'Half price "today" & only',
  uri: 'mall://offers/1',
  image_url: 'https://example.com/a.png',
  ...more,
});

const failure = (name: string, message = 'no', status = 400): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

let notes: string[];
const book: PushEndpointStore = {
  save: async (_, endpoint) => void notes.push(`made ${endpoint}`),
  remove: async ({ to }) => void notes.push(`dead ${to.token}`),
};
beforeEach(() => {
  notes = [];
});

const messageOf = (more: Partial<Push>) => {
  const made = pushMessage(push(more));
  if ('problem' in made) return made.problem;
  const { default: text, ...payloads } = JSON.parse(made.text);
  return {
    text,
    payloads: Object.entries(payloads).map(([name, payload]) => [name, JSON.parse(payload as string)]),
  };
};

describe('the text of a push message', () => {
  it('is an FCM v1 message for Firebase, with texts only in its data', () => {
    expect(messageOf({})).toEqual({
      text: 'Half price "today" & only',
      payloads: [
        [
          'GCM',
          {
            fcmV1Message: {
              message: {
                notification: {
                  title: 'Sale',
                  body: 'Half price "today" & only',
                  image: 'https://example.com/a.png',
                },
                data: { uri: 'mall://offers/1', image_url: 'https://example.com/a.png' },
                apns: { payload: { aps: { 'mutable-content': 1 } } },
              },
            },
          },
        ],
      ],
    });
  });

  it.each(['APNS', 'APNS_SANDBOX'])('is a notification of Apple for %s', (platform) => {
    const to = { ...push().to, application: APPLICATION.replace('GCM', platform) };
    expect(messageOf({ to })).toMatchObject({
      payloads: [
        [
          platform,
          {
            aps: { alert: { title: 'Sale', body: 'Half price "today" & only' }, 'mutable-content': 1 },
            uri: 'mall://offers/1',
          },
        ],
      ],
    });
  });

  it('leaves out what is not given', () => {
    expect(messageOf({ title: null, uri: null, image_url: null })).toMatchObject({
      payloads: [['GCM', { fcmV1Message: { message: { notification: { body: expect.any(String) } } } }]],
    });
    expect(JSON.stringify(messageOf({ title: null, uri: null, image_url: null }))).not.toContain('null');
  });

  it('fits into the 4 KB of the platforms, in bytes', () => {
    expect(messageOf({ body: 'å'.repeat(1800) })).toMatchObject({ text: 'å'.repeat(1800) });
    expect(messageOf({ body: 'å'.repeat(2040) })).toBe('push_too_long');
  });

  it('is none for an unknown platform', () => {
    expect(messageOf({ to: { ...push().to, application: 'arn:aws:sns:eu-west-1:1:app/ADM/x' } })).toBe(
      'unknown_platform',
    );
  });
});

const send = (message: Push) => pushSender(new SNSClient({ region: 'eu-west-1' }), book)(message);

describe('an answer of SNS to a push message', () => {
  it.each([
    ['EndpointDisabledException', 'failed', ['dead token']],
    ['PlatformApplicationDisabledException', 'deferred', []],
    ['InvalidParameterException', 'failed', []],
    ['AuthorizationErrorException', 'deferred', []],
    ['ThrottledException', 'deferred', []],
    ['InternalErrorException', 'deferred', []],
    ['TimeoutError', 'unknown', []],
  ])('%s is understood', async (name, state, noted) => {
    mockClient(SNSClient)
      .on(PublishCommand)
      .rejects(failure(name, 'no', name === 'TimeoutError' ? undefined : 400));
    expect(await send(push({}, ENDPOINT))).toMatchObject({ state, reason: name });
    expect(notes).toEqual(noted);
  });

  it.each([
    ['InvalidParameterException', 'failed'],
    ['NotFoundException', 'deferred'],
    ['TimeoutError', 'deferred'],
    ['ThrottledException', 'deferred'],
  ])('%s when the endpoint is made is never in doubt', async (name, state) => {
    const sns = mockClient(SNSClient);
    sns.on(CreatePlatformEndpointCommand).rejects(failure(name));
    expect(await send(push())).toMatchObject({ state, reason: name });
    expect(sns.commandCalls(PublishCommand)).toEqual([]);
  });

  it('may be an endpoint that exists with other attributes: it is enabled and used', async () => {
    const sns = mockClient(SNSClient);
    const text = `Invalid parameter: Token Reason: Endpoint ${ENDPOINT} already exists with the same Token, but different attributes.`;
    sns.on(CreatePlatformEndpointCommand).rejects(failure('InvalidParameterException', text));
    sns.on(SetEndpointAttributesCommand).resolves({});
    sns.on(PublishCommand).resolves({ MessageId: 'p-1' });
    expect(await send(push())).toEqual({ state: 'sent', providerId: 'p-1' });
    expect(sns.commandCalls(SetEndpointAttributesCommand)[0]?.args[0].input).toEqual({
      EndpointArn: ENDPOINT,
      Attributes: { Enabled: 'true', Token: 'token' },
    });
    expect(notes).toEqual([`made ${ENDPOINT}`]);
  });
});

describe('the application that serves a device', () => {
  const both = { android: 'a', ios: 'i' };
  const apple = 'ab'.repeat(32);

  it.each([
    [both, { token: 't', platform: 'ios' as const }, 'i'],
    [both, { token: 't', platform: 'android' as const }, 'a'],
    [both, { token: 't' }, 'a'],
    [both, { token: apple }, 'i'],
    [{ ios: 'i' }, { token: 't' }, 'i'],
    [{ ios: 'i' }, { token: 't', platform: 'android' as const }, undefined],
    [undefined, { token: 't' }, undefined],
  ])('is found by platform, else by the form of the token: %j %j', (applications, device, application) => {
    expect(pushTarget(applications, device)?.application).toBe(application);
  });
});
