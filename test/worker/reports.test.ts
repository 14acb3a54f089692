import { readFileSync } from 'node:fs';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { QUEUES } from '#shared/contracts/queues.ts';
import { storeProviderMessage } from '#shared/data/delivery/provider-messages.ts';
import { storeEndpoint } from '#shared/data/members/devices.ts';
import { findMember } from '#shared/data/members/members.ts';
import { storeReportedStatus } from '#shared/data/messaging/dispatch-reports.ts';
import { findSendingDispatch } from '#shared/data/messaging/sending-dispatches.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import type { LogsHandler } from '#shared/worker/logs.ts';
import { lambdaContext } from '../../local/engines/lambda-context.ts';
import { loadFunction } from '../../local/functions.ts';
import { call } from '../support/api.ts';
import { committed, createAnn, deliverAll, dispatchOf, mailingWorld, welcomed } from '../support/mailing.ts';
import { everythingOf } from '../support/messaging.ts';
import { providerEvent } from '../support/provider-event.ts';
import { DISPATCH, DISPATCH_TAG, storedDispatch, tell } from '../support/reports.ts';
import { inRole } from '../support/role.ts';
import type { World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await mailingWorld();
});

const LAST = QUEUES.reports.maxReceiveCount;

/** An event about the stored dispatch of a mail. */
const mailEvent = (name: string, tags: object = { dispatch: [DISPATCH_TAG] }) => {
  const event = providerEvent(name);
  event.mail.tags = { 'ses:configuration-set': ['x'], club: [world.club.slug], ...tags };
  return event;
};
const bounce = () => mailEvent('mail-bounce');
const delivery = () => mailEvent('mail-delivery');

const dispatch = async (): Promise<Dispatch> =>
  (await findSendingDispatch(world.db, { club: world.club.slug, ...DISPATCH }))!;
const shown = async () => {
  const { transmission_status, delivery_status, external_delivery_status, delivered_at } = await dispatch();
  return [transmission_status, delivery_status, external_delivery_status, delivered_at];
};
const statusesOf = async (id: number) => (await findMember(world.db, world.club.slug, id))?.statuses;

describe('a report about a mail', () => {
  it.each([
    ['mail-delivery', 'delivered', 'Delivery', '2025-01-22T10:00:06.133Z', 'enabled'],
    ['mail-bounce', 'failed', 'Bounce/Permanent/General', null, 'hard_bounced'],
    ['mail-transient-bounce', 'failed', 'Bounce/Transient/MailboxFull', null, 'enabled'],
    ['mail-complaint', 'delivered', 'Complaint/abuse', '2025-01-22T11:10:02.669Z', 'unsubscribed'],
    ['mail-reject', 'failed', 'Reject/Bad content', null, 'enabled'],
    ['mail-rendering-failure', 'failed', 'Rendering Failure', null, 'enabled'],
  ])(
    '%s ends the dispatch and applies to the member who has the address',
    async (name, status, word, at, email) => {
      const id = await createAnn(world);
      await storedDispatch(world);
      expect(await tell(world, mailEvent(name))).toBe(false);
      expect(await shown()).toEqual(['transmitted', status, word, at]);
      expect(await statusesOf(id)).toEqual({ sms: 'enabled', email, push: 'enabled' });
    },
  );

  it('of a delay, of other senders, of no known kind or form changes nothing', async () => {
    await createAnn(world);
    await storedDispatch(world);
    const before = await everythingOf(world.db, world.club.slug);
    const others = bounce();
    others.mail.tags = { 'ses:configuration-set': ['x'] };
    const greeting = 'Successfully validated SNS topic for Amazon SES event publishing.';
    const odd = [
      greeting,
      '[]',
      '5',
      '{}',
      { eventType: 'Bounce' },
      { eventType: 'Bounce', mail: 5, bounce: [] },
    ];
    for (const said of [mailEvent('mail-delay'), others, { eventType: 'Open', mail: {} }, ...odd]) {
      expect(await tell(world, said), JSON.stringify(said)).toBe(false);
    }
    expect(await everythingOf(world.db, world.club.slug)).toEqual(before);
  });

  it('comes any number of times', async () => {
    const id = await createAnn(world);
    await storedDispatch(world);
    await tell(world, bounce());
    const before = await everythingOf(world.db, world.club.slug);
    for (let times = 0; times < 3; times += 1) expect(await tell(world, bounce())).toBe(false);
    expect(await everythingOf(world.db, world.club.slug)).toEqual(before);
    expect((await statusesOf(id))?.email).toBe('hard_bounced');
  });

  it('changes no final status reported before, but still applies to the member', async () => {
    const id = await createAnn(world);
    await storedDispatch(world);
    await tell(world, bounce());
    await tell(world, delivery());
    expect((await shown())[1]).toBe('failed');
    expect((await statusesOf(id))?.email).toBe('hard_bounced');
    await storedDispatch(world);
    await tell(world, delivery());
    await tell(world, mailEvent('mail-complaint'));
    expect((await shown()).slice(1, 3)).toEqual(['delivered', 'Delivery']);
    expect((await statusesOf(id))?.email).toBe('unsubscribed');
  });

  it('of which many come at once ends the dispatch once', async () => {
    await createAnn(world);
    await storedDispatch(world);
    const said = [bounce(), delivery(), bounce(), delivery(), mailEvent('mail-complaint')];
    const again = await Promise.all(said.map((one) => tell(world, one)));
    for (const [index, comesAgain] of again.entries()) if (comesAgain) await tell(world, said[index], 2);
    const [, status, word] = await shown();
    expect(['delivered Delivery', 'delivered Complaint/abuse', 'failed Bounce/Permanent/General']).toContain(
      `${status} ${word}`,
    );
  });

  it('does not overwrite a status reported between its read and its write', async () => {
    await storedDispatch(world);
    const seen = await dispatch();
    const ref = { club: world.club.slug, ...DISPATCH };
    await tell(world, bounce());
    const late = { ...seen, delivery_status: 'delivered' } as const;
    expect(await storeReportedStatus(world.db, ref, seen, late)).toBe(false);
    expect((await shown())[1]).toBe('failed');
  });

  it('proves that a message of unknown outcome was sent (fault F57)', async () => {
    const unknown = {
      transmission_status: 'failed',
      external_delivery_status: 'unknown',
      transmitted_at: null,
    } as const;
    await storedDispatch(world, unknown);
    await tell(world, delivery());
    expect(await shown()).toEqual(['transmitted', 'delivered', 'Delivery', '2025-01-22T10:00:06.133Z']);
    expect((await dispatch()).transmitted_at).toBe('2025-01-22T10:00:06.133Z');
    await storedDispatch(world, unknown);
    await tell(world, bounce());
    expect((await shown()).slice(0, 2)).toEqual(['transmitted', 'failed']);
  });

  it('leaves a dispatch alone that was not sent', async () => {
    await storedDispatch(world, { transmission_status: 'failed', external_delivery_status: 'no_consent' });
    expect(await tell(world, delivery())).toBe(false);
    expect((await shown()).slice(0, 3)).toEqual(['failed', 'pending', 'no_consent']);
  });
});

describe('a report that comes before its message is written down (fault F60)', () => {
  it('waits with pauses, while it applies to the member at once', async () => {
    const id = await createAnn(world);
    await storedDispatch(world, { transmission_status: 'scheduled', transmitted_at: null });
    expect(await tell(world, bounce())).toBe(true);
    expect(world.queues.reports.pauses).toHaveLength(1);
    expect((await statusesOf(id))?.email).toBe('hard_bounced');
    await storedDispatch(world);
    expect(await tell(world, bounce(), 2)).toBe(false);
    expect((await shown())[1]).toBe('failed');
  });

  it('is joined by the id of an SMS as soon as that is known', async () => {
    const said = providerEvent('sms-success');
    said.notification.messageId = `sms-${world.club.slug}`;
    expect(await tell(world, said)).toBe(true);
    await storedDispatch(world, { type: 'sms' });
    const sent = { type: 'dispatch', club: world.club.slug, ...DISPATCH } as const;
    await storeProviderMessage(world.db, said.notification.messageId, sent, new Date());
    expect(await tell(world, said, 2)).toBe(false);
    expect((await shown()).slice(1)).toEqual([
      'delivered',
      'SUCCESS/Message has been accepted by phone carrier',
      '2026-01-01T12:00:00.000Z',
    ]);
  });

  it('does not wait for a mail that names no message of ours', async () => {
    const id = await createAnn(world);
    for (const tags of [{}, { dispatch: ['x'] }, { member: ['x'], event: ['created'] }]) {
      expect(await tell(world, mailEvent('mail-bounce', tags))).toBe(false);
    }
    expect((await statusesOf(id))?.email).toBe('hard_bounced');
  });

  it('ends quietly with the last delivery', async () => {
    for (const said of [bounce(), providerEvent('sms-failure'), providerEvent('push-failure')]) {
      expect(await tell(world, said, LAST - 1)).toBe(true);
      expect(await tell(world, said, LAST)).toBe(false);
    }
  });
});

describe('what a provider says about an address', () => {
  it('applies to no member who no longer has it', async () => {
    const id = await createAnn(world);
    await call(world, 'members.update', {
      path: { id: String(id) },
      body: { properties: { email: 'new@example.com' } },
    });
    await storedDispatch(world);
    await tell(world, bounce());
    await tell(world, mailEvent('mail-complaint'));
    expect((await statusesOf(id))?.email).toBe('enabled');
  });

  it('happens to who has it in another spelling, and in no other club', async () => {
    const other = await mailingWorld();
    const [id, theirs] = [await createAnn(world), await createAnn(other)];
    const said = bounce();
    said.bounce.bouncedRecipients[0].emailAddress = 'ANN@EXAMPLE.COM';
    await tell(world, said, LAST);
    expect((await statusesOf(id))?.email).toBe('hard_bounced');
    expect((await findMember(other.db, other.club.slug, theirs))?.statuses.email).toBe('enabled');
  });

  it('never undoes an opt-out, and an opt-in does not undo a bounce', async () => {
    const id = await createAnn(world, { email_enabled: false });
    await tell(world, bounce(), LAST);
    expect((await statusesOf(id))?.email).toBe('disabled');
    await tell(world, mailEvent('mail-complaint'), LAST);
    expect((await statusesOf(id))?.email).toBe('unsubscribed');
    const next = await mailingWorld();
    world = next;
    const bounced = await createAnn(world);
    await tell(world, bounce(), LAST);
    await call(world, 'members.update', { path: { id: String(bounced) }, body: { email_enabled: true } });
    expect((await statusesOf(bounced))?.email).toBe('hard_bounced');
  });

  it.each([
    ['Phone number is opted out', 'unsubscribed'],
    ['Invalid phone number', 'barred'],
    ['Phone has blocked SMS', 'barred'],
    ['Phone is blacklisted', 'barred'],
    ['Phone is on a blocked list', 'barred'],
    ['Phone carrier is currently unreachable/unavailable', 'enabled'],
    ['Blocked as spam by phone carrier', 'enabled'],
    ['This delivery would exceed max price', 'enabled'],
    ['Something new', 'enabled'],
  ])('by SMS: %s makes the channel %s', async (providerResponse, status) => {
    const id = await createAnn(world);
    const said = providerEvent('sms-failure');
    Object.assign(said.delivery, { providerResponse, destination: '+4740485124' });
    said.notification.messageId = `sms-${world.club.slug}`;
    const sent = { type: 'dispatch', club: world.club.slug, ...DISPATCH } as const;
    await storeProviderMessage(world.db, said.notification.messageId, sent, new Date());
    await storedDispatch(world, { type: 'sms' });
    expect(await tell(world, said)).toBe(false);
    expect((await shown()).slice(1, 3)).toEqual(['failed', `FAILURE/${providerResponse}`]);
    expect((await statusesOf(id))?.sms).toBe(status);
  });
});

describe('a report about a push message', () => {
  const ENDPOINT = 'arn:aws:sns:eu-west-1:123456789012:endpoint/GCM/mall/e';

  const pushed = async (id: number, more: object = {}) => {
    const messageId = `push-${world.club.slug}`;
    await call(world, 'members.update-app-token', {
      path: { id: String(id) },
      body: { app_token: 'a-token', app_platform: 'android' },
    });
    await storeEndpoint(world.db, { club: world.club.slug, member: id }, 'a-token', ENDPOINT);
    await storedDispatch(world, { type: 'push', member_id: id, email: null, app_token: 'a-token' });
    const sent = { type: 'dispatch', club: world.club.slug, ...DISPATCH } as const;
    await storeProviderMessage(world.db, messageId, sent, new Date());
    return { ...providerEvent('push-failure'), MessageId: messageId, EndpointArn: ENDPOINT, ...more };
  };
  const tokensOf = async (id: number) =>
    (await findMember(world.db, world.club.slug, id))?.devices.map(({ token }) => token);

  it.each([
    ['InvalidPlatformToken', []],
    ['EndpointDisabled', []],
    ['EndpointNotFound', ['a-token']],
    ['NotificationTTLExpired', ['a-token']],
    ['DeliveryFailedPerm', ['a-token']],
  ])('%s ends the dispatch, and the device when it is dead', async (FailureType, left) => {
    const id = await createAnn(world);
    expect(await tell(world, await pushed(id, { FailureType }))).toBe(false);
    expect((await shown()).slice(1, 3)).toEqual(['failed', `DeliveryFailure/${FailureType}`]);
    expect(await tokensOf(id)).toEqual(left);
    expect((await statusesOf(id))?.push).toBe('enabled');
  });

  it('leaves a device that came back since', async () => {
    const id = await createAnn(world);
    const said = await pushed(id, { EndpointArn: `${ENDPOINT}-earlier` });
    await tell(world, said);
    expect(await tokensOf(id)).toEqual(['a-token']);
  });
});

describe('a report about an automatic message', () => {
  it('finds the member by the tags of the mail', async () => {
    const id = await welcomed(world);
    const [mail] = world.outbox.mails;
    expect(mail?.tags).toEqual({ club: world.club.slug, member: String(id), event: 'created' });
    const tags = Object.fromEntries(Object.entries(mail?.tags ?? {}).map(([name, value]) => [name, [value]]));
    expect(await tell(world, mailEvent('mail-bounce', tags))).toBe(false);
    expect((await statusesOf(id))?.email).toBe('hard_bounced');
  });

  it('finds the member by the id of the SMS', async () => {
    world.outbox.answer = () => ({ state: 'sent', providerId: `welcome-${world.club.slug}` });
    const id = await welcomed(world, { send_sms_welcome_message: true });
    const said = providerEvent('sms-failure');
    said.notification.messageId = `welcome-${world.club.slug}`;
    expect(await tell(world, said)).toBe(false);
    expect((await statusesOf(id))?.sms).toBe('unsubscribed');
  });

  it('proves that one of unknown outcome was sent, and waits while it is being sent', async () => {
    world.outbox.answer = () => ({ state: 'unknown', reason: 'TimeoutError' });
    const id = await createAnn(world);
    await committed(world, id);
    const tags = { member: [String(id)], event: ['created'] };
    expect(await tell(world, mailEvent('mail-delivery', tags))).toBe(true);
    await deliverAll(world);
    expect((await dispatchOf(world, id, 'created', 'email'))?.['state']).toBe('unknown');
    expect(await tell(world, mailEvent('mail-delivery', tags), 2)).toBe(false);
    expect((await dispatchOf(world, id, 'created', 'email'))?.['state']).toBe('sent');
  });
});

describe('the status log of SMS', () => {
  const EVENT: CloudWatchLogsEvent = JSON.parse(
    readFileSync(new URL('../../events/logs/sms-status.json', import.meta.url), 'utf8'),
  );
  const run = async (event: CloudWatchLogsEvent) => {
    world.enter();
    const handler = await loadFunction<LogsHandler>('workers.sms-status');
    const context = lambdaContext({ functionName: 'workers.sms-status' });
    return inRole('workers.sms-status', () => handler(event, context));
  };

  it('is forwarded line by line to the other reports', async () => {
    await run(EVENT);
    const [message] = world.queues.reports.sent.map(({ body }) => JSON.parse(body));
    expect(message).toMatchObject({ Type: 'Notification', Timestamp: '2025-01-22T10:00:07.000Z' });
    expect(JSON.parse(message.Message)).toEqual(providerEvent('sms-failure'));
  });

  it('comes again when a line could not be forwarded', async () => {
    world.queues.reports.refuse = () => true;
    await expect(run(EVENT)).rejects.toThrow(/could not be forwarded/);
  });
});
