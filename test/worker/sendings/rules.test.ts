import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MemberSchema } from '#shared/domain/member-schema/schema.ts';
import { call } from '../../support/api.ts';
import {
  createMessage,
  getMessage,
  getSending,
  SENDING_CLUB,
  smsChannel,
  toMembers,
} from '../../support/messaging.ts';
import {
  accountOf,
  createMembers,
  EVERYBODY,
  finish,
  flaws,
  IMMEDIATE,
  sweep,
  takeNext,
  work,
  workAll,
} from '../../support/sendings.ts';
import { createWorld, type World, worldOf } from '../../support/world.ts';

let world: World;
let ids: number[];
beforeAll(async () => {
  world = await createWorld(SENDING_CLUB);
  ids = await createMembers(world, 4);
});
beforeEach(() => {
  world.outbox.texts.length = 0;
  world.outbox.mails.length = 0;
  world.queues.sending.sent.length = 0;
});

const begin = async (sending: object, more: object = {}): Promise<{ message: number; id: number }> => {
  const message = await createMessage(world, {
    channels: [smsChannel('Hi {{member.first_name}}{{msisdn}}')],
    sending: { schedule: IMMEDIATE, ...sending },
    ...more,
  });
  return { message: message.id, id: message.latest_sending.id };
};

const numbers = (): string[] => world.outbox.texts.map(({ to }) => to).sort();
const numberOf = async (id: number): Promise<string> =>
  (await call(world, 'members.get', { path: { id: String(id) } })).body.properties.msisdn;

describe('an SMS', () => {
  const sendTo = async (body: string, recipients: object[], more: object = {}) => {
    const { id } = await begin({ recipients }, { channels: [smsChannel(body)], ...more });
    await workAll(world);
    return { id, ...(await accountOf(world, id)) };
  };
  const to = (text: string, n: number) => ({ msisdn: `479000000${n}`, properties: { text } });

  it('is billed by parts, which the sending sums up once it is transmitted', async () => {
    const texts = [
      'x',
      'x'.repeat(160),
      'x'.repeat(161),
      '€'.repeat(80),
      '€'.repeat(81),
      '👍'.repeat(35),
      '👍'.repeat(36),
    ];
    const { id } = await sendTo('{{text}}', texts.map(to));
    expect(world.outbox.texts).toHaveLength(texts.length);
    // A € takes two places of the GSM alphabet; an emoji makes the text UCS-2 and takes two of its 70.
    expect(await getSending(world, id)).toMatchObject({
      status: 'transmitted',
      sms_parts: 1 + 1 + 2 + 1 + 2 + 1 + 2,
    });
  });

  it('longer than SNS takes fails, and the others are sent', async () => {
    const { id, dispatches } = await sendTo('{{text}}', [to('x'.repeat(1600), 1), to('x'.repeat(1601), 2)]);
    expect(world.outbox.texts).toHaveLength(1);
    expect(dispatches.find(({ recipient_place }) => recipient_place === 1)).toMatchObject({
      transmission_status: 'failed',
      external_delivery_status: 'text_too_long',
    });
    expect(await getSending(world, id)).toMatchObject({ sms_parts: 11 });
  });
});

describe('who gets a sending', () => {
  it('gets it once, as recipient with own properties before as member of the audience', async () => {
    const [first = 0] = ids;
    const { id } = await begin({
      audience: EVERYBODY,
      recipients: [
        { member_id: first, properties: { first_name: 'you' } },
        { member_id: first, properties: { first_name: 'nobody' } },
      ],
    });
    await workAll(world);
    expect(world.outbox.texts.map(({ text }) => text).sort()).toEqual(['Hi P', 'Hi P', 'Hi P', 'Hi you']);
    expect(await flaws(world, id)).toEqual([]);
    expect(await getSending(world, id)).toMatchObject({ dispatches_count: 4 });
  });

  it('is a non-member, and a member whose address was given as a non-member’s gets one message', async () => {
    const [first = 0] = ids;
    const theirs = await numberOf(first);
    const { message, id } = await begin({
      audience: EVERYBODY,
      recipients: [{ msisdn: '+47 999 99 999' }, { msisdn: '4799999999' }, { msisdn: theirs }],
    });
    await workAll(world);
    expect(numbers()).toHaveLength(5);
    expect(new Set(numbers()).size).toBe(5);
    expect(await flaws(world, id)).toEqual([]);
    const { dispatches } = await accountOf(world, id);
    expect(
      dispatches
        .filter(({ member_id }) => member_id === null)
        .map(({ msisdn }) => msisdn)
        .sort(),
    ).toEqual([theirs, '4799999999'].sort());
    expect(await getMessage(world, message)).toMatchObject({ latest_sending: { members_count: 3 } });
  });

  it('can end mails to the own address, also when it was given as a non-member’s', async () => {
    const properties = { first_name: 'M', last_name: 'Mail', email: 'holder@example.com' };
    await call(world, 'members.create', { body: { properties } });
    const definition = { type: 'email', content: { subject: 'Hi', body: '<p>Hi</p>' } };
    await begin(
      { recipients: [{ email: 'Holder@Example.com' }, { email: 'nobody@example.com' }] },
      { channels: [{ type: 'email', template: { type: 'inline', definition } }] },
    );
    await workAll(world);
    const ends = world.outbox.mails.map(({ to, headers }) => [to, 'List-Unsubscribe' in headers]).sort();
    expect(ends).toEqual([
      ['Holder@example.com', true],
      ['nobody@example.com', false],
    ]);
  });

  it('may be an empty list, and the sending is skipped', async () => {
    const { message, id } = await begin({ recipients: [{ member_id: 987654321 }] });
    await workAll(world);
    expect(await getSending(world, id)).toMatchObject({ status: 'skipped', dispatches_count: 0 });
    expect(await getMessage(world, message)).toMatchObject({ sendings_status: 'finished' });
    expect(numbers()).toEqual([]);
  });

  it('is counted otherwise: recipients and members of the audience by reason', async () => {
    const [named = 0, closed = 0] = ids;
    const properties = { first_name: 'M', last_name: 'Mail', email: 'counted@example.com' };
    await call(world, 'members.create', { body: { properties } });
    await call(world, 'members.update', { path: { id: String(closed) }, body: { sms_enabled: false } });
    const { id } = await begin({
      audience: EVERYBODY,
      recipients: [
        { member_id: 987654321 },
        { member_id: closed },
        { member_id: named },
        { msisdn: '4799999999' },
      ],
    });
    expect(await getSending(world, id)).not.toHaveProperty('exclusions');
    await workAll(world);
    await call(world, 'members.update', { path: { id: String(closed) }, body: { sms_enabled: true } });
    const { exclusions, dispatches_count } = await getSending(world, id);
    expect(exclusions).toEqual({ member_not_found: 1, channel_disabled: 2 });
    expect(dispatches_count).toBe(4);
  });

  it.each([
    ['not_defined', {}, { consent_not_defined: 2 }],
    ['not given', { consents: { sms_marketing: { title: { no: 'SMS' } } } }, { no_consent: 2 }],
  ])(
    'excludes a member whose consent to marketing is %s, and the sending states it',
    async (_, schema, exclusions) => {
      const other = await createWorld({ ...SENDING_CLUB, member_schema: schema as Partial<MemberSchema> });
      await createMembers(other, 2);
      const message = await createMessage(other, {
        service: 'tenants',
        sending: { schedule: IMMEDIATE, audience: EVERYBODY },
      });
      await workAll(other);
      expect(await getSending(other, message.latest_sending.id)).toMatchObject({
        status: 'skipped',
        exclusions,
      });
    },
  );

  it('is not who has opted out or gone between preparation and sending', async () => {
    const [left = 0, off = 0, stays = 0] = await createMembers(world, 0).then(async () => {
      const made: number[] = [];
      for (const n of [901, 902, 903]) {
        const properties = { first_name: 'L', last_name: 'Late', msisdn: `4747474${n}` };
        made.push((await call(world, 'members.create', { body: { properties } })).body.id);
      }
      return made;
    });
    const { id } = await begin({
      schedule: { type: 'relative', in: '4 minutes' },
      ...toMembers(left, off, stays),
    });
    await workSome(2);
    expect(await getSending(world, id)).toMatchObject({ status: 'prepared', dispatches_count: 3 });
    await call(world, 'members.destroy', { path: { id: String(left) } });
    await call(world, 'members.update', { path: { id: String(off) }, body: { sms_enabled: false } });
    world.clock.ahead += 240;
    await finish(world, id);
    expect(numbers()).toEqual(['4747474903']);
    expect(await getSending(world, id)).toMatchObject({ status: 'transmitted', dispatches_count: 3 });
    const { dispatches } = await accountOf(world, id);
    const reasonOf = (member: number) =>
      dispatches.find(({ member_id }) => member_id === member)?.external_delivery_status;
    expect([reasonOf(left), reasonOf(off), reasonOf(stays)]).toEqual([
      'member_not_found',
      'channel_disabled',
      null,
    ]);
  });
});

/** Works so many messages. */
const workSome = async (count: number): Promise<void> => {
  for (let worked = 0; worked < count; worked += 1) {
    const next = takeNext(world);
    if (next) await work(world, next);
  }
};

describe('a sending that does not get done', () => {
  it('fails twenty minutes after its time, and sends nothing more', async () => {
    const { message, id } = await begin(toMembers(...ids));
    await workSome(3);
    const before = world.outbox.texts.length;
    world.queues.sending.sent.length = 0;
    world.clock.ahead += 20 * 60;
    await sweep(world);
    await workAll(world);
    await finish(world, id);
    expect(world.outbox.texts).toHaveLength(before);
    expect(await getSending(world, id)).toMatchObject({ status: 'failed' });
    expect(await getMessage(world, message)).toMatchObject({ sendings_status: 'finished' });
    const { status } = await call(world, 'sendings.update', {
      path: { id: String(id) },
      body: { sending: { schedule: IMMEDIATE } },
    });
    expect(status).toBe(405);
  });

  it('tries again what the provider defers, and nothing else', async () => {
    const answers = world.outbox.answer;
    let deferred = 0;
    let sent = 0;
    world.outbox.answer = () => {
      deferred += 1;
      if (deferred <= 3) return { state: 'deferred', reason: 'Throttled' };
      sent += 1;
      return { state: 'sent', providerId: `provider-${sent}` };
    };
    const { id } = await begin(toMembers(...ids));
    await finish(world, id);
    world.outbox.answer = answers;
    expect(await getSending(world, id)).toMatchObject({ status: 'transmitted' });
    expect([deferred, sent]).toEqual([ids.length + 3, ids.length]);
  });

  it('never repeats what the provider may have sent', async () => {
    const answers = world.outbox.answer;
    world.outbox.answer = () => ({ state: 'unknown', reason: 'TimeoutError' });
    const { id } = await begin(toMembers(...ids));
    await finish(world, id);
    world.outbox.answer = answers;
    expect(world.outbox.texts).toHaveLength(ids.length);
    const { dispatches } = await accountOf(world, id);
    expect(new Set(dispatches.map((one) => one.external_delivery_status))).toEqual(new Set(['unknown']));
  });

  it('writes down what was sent though the table is busy for a moment', async () => {
    const { id } = await begin(toMembers(...ids));
    let busy = 0;
    const doc = new Proxy(world.db.doc, {
      get: (target, name) => {
        if (name !== 'send') return Reflect.get(target, name);
        return async (command: any) => {
          const records = String(command.input.ConditionExpression ?? '').includes('in_flight.attempt');
          if (records && world.outbox.texts.length > 0 && busy < 2) {
            busy += 1;
            throw Object.assign(new Error('Slow down'), { name: 'ThrottlingException' });
          }
          return target.send(command);
        };
      },
    });
    const slow = worldOf({ ...world.db, doc }, world.club, world.client, world.queues, world.outbox);
    slow.clock.ahead = world.clock.ahead;
    await workAll(slow);
    expect(busy).toBe(2);
    expect(await flaws(world, id)).toEqual([]);
    const { dispatches } = await accountOf(world, id);
    expect(new Set(dispatches.map((one) => one.transmission_status))).toEqual(new Set(['transmitted']));
  });

  it('renders again what a machine that stood still made too slow', async () => {
    const real = performance.now.bind(performance);
    let looks = 0;
    let stood = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
      if (new Error().stack?.includes('liquid')) looks += 1;
      if (looks === 2 && stood === 0) stood = 5000;
      return real() + stood;
    });
    const { id } = await begin(toMembers(ids[0] ?? 0));
    looks = 0;
    await workAll(world);
    clock.mockRestore();
    expect(stood).toBe(5000);
    expect(world.outbox.texts).toHaveLength(1);
    expect(await flaws(world, id)).toEqual([]);
  });
});
