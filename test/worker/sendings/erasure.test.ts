import { describe, expect, it } from 'vitest';
import { erasureWorker } from '#shared/contracts/queues.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import type { SendOutcome } from '#shared/delivery/send-outcome.ts';
import { senders } from '#shared/ports/delivery.ts';
import { call } from '../../support/api.ts';
import { createMessage, createSending, SENDING_CLUB } from '../../support/messaging.ts';
import {
  EVERYBODY,
  finish,
  flaws,
  IMMEDIATE,
  sweep,
  takeNext,
  work,
  workAll,
} from '../../support/sendings.ts';
import { imageOf, streamRecord, streamTo, wholeTable } from '../../support/stream.ts';
import { createWorld, type World } from '../../support/world.ts';

let people = 0;

interface Scene {
  readonly world: World;
  readonly ann: number;
  readonly annsNumber: string;
  readonly words: readonly string[];
  readonly message: any;
  /** Removes Ann, and lets the worker on the stream hear of it. */
  readonly remove: () => Promise<void>;
}

const scene = async (): Promise<Scene> => {
  const world = await createWorld(SENDING_CLUB);
  people += 2;
  const create = async (n: number): Promise<number> => {
    const properties = {
      email: `Person${n}y@example.com`,
      msisdn: `4791${String(n).padStart(6, '0')}`,
      first_name: `Firstname${n}y`,
      last_name: `Lastname${n}y`,
    };
    return (await call(world, 'members.create', { body: { properties } })).body.id;
  };
  const n = people;
  const ann = await create(n);
  await create(n + 1);
  people += 1;
  const template = {
    type: 'inline',
    definition: { type: 'plain', content: { body: 'Hi {{member.first_name}} {{nick}}' } },
  };
  const message = await createMessage(world, { channels: [{ type: 'sms', template }] });
  const remove = async () => {
    const key = memberKey(world.club.slug, ann);
    const before = await imageOf(key);
    await call(world, 'members.destroy', { path: { id: String(ann) } });
    await streamTo(world, erasureWorker.id, [streamRecord(before, await imageOf(key))]);
  };
  const annsNumber = `4791${String(n).padStart(6, '0')}`;
  const words = [annsNumber, `person${n}y@`, `firstname${n}y`, `lastname${n}y`, `nickname${n}y`];
  return { world, ann, annsNumber, words, message, remove };
};

const nick = ({ words }: Scene) => ({ nick: words.at(-1) });

/** Where words of a member still stand in the table. */
const traces = async ({ words }: Scene): Promise<string[]> => {
  const items = (await wholeTable()).map((item) => item.toLowerCase());
  return words.flatMap((word) => items.filter((item) => item.includes(word)));
};

/** Prepares what is due, up to what waits for its time. */
const prepare = async (world: World): Promise<void> => {
  await sweep(world);
  const { sent } = world.queues.sending;
  while (sent.some(({ delay = 0 }) => delay === 0)) await work(world, takeNext(world)!);
};

const answering = (state: SendOutcome['state']) => (): SendOutcome => {
  const name = `${state}-${Math.random()}`;
  return state === 'sent' ? { state, providerId: name } : { state, reason: name };
};

/** What a sending goes through while Ann is a member, after which she is removed, and what is done then. */
const LIVES: Readonly<Record<string, (its: Scene) => Promise<number>>> = {
  'after she got it as one of the audience': async ({ world, message, remove }) => {
    const { id } = await createSending(world, message.id, { schedule: IMMEDIATE, audience: EVERYBODY });
    await finish(world, id);
    expect(world.outbox.texts).toHaveLength(2);
    await remove();
    return id;
  },
  'after she got it as one of the recipients, with what the caller said about her': async (its) => {
    const { world, message, ann, remove } = its;
    const recipients = [{ member_id: ann, properties: nick(its) }];
    const { id } = await createSending(world, message.id, { schedule: IMMEDIATE, recipients });
    await finish(world, id);
    expect(world.outbox.texts[0]?.text).toContain(its.words.at(-1));
    await remove();
    return id;
  },
  'after it went to her number, named without her': async (its) => {
    const { world, message, annsNumber, remove } = its;
    const recipients = [{ msisdn: annsNumber, properties: nick(its) }];
    const { id } = await createSending(world, message.id, { schedule: IMMEDIATE, recipients });
    await finish(world, id);
    expect(world.outbox.texts).toHaveLength(1);
    await remove();
    return id;
  },
  'while it is prepared and waits for its time': async (its) => {
    const { world, message, ann, remove } = its;
    const { id } = await createSending(world, message.id, {
      schedule: { type: 'relative', in: '4 minutes' },
      audience: EVERYBODY,
      recipients: [{ member_id: ann, properties: nick(its) }],
    });
    await prepare(world);
    await remove();
    await finish(world, id);
    expect(world.outbox.texts).toHaveLength(1);
    return id;
  },
  'while the provider defers it': async ({ world, message, remove }) => {
    world.outbox.answer = answering('deferred');
    const { id } = await createSending(world, message.id, { schedule: IMMEDIATE, audience: EVERYBODY });
    for (let step = 0; world.outbox.texts.length < 2 && step < 100; step += 1)
      await work(world, takeNext(world)!);
    await remove();
    world.outbox.texts.length = 0;
    world.outbox.answer = answering('sent');
    await finish(world, id);
    expect(world.outbox.texts).toHaveLength(1);
    return id;
  },
  'after the provider rejected it': async ({ world, message, remove }) => {
    world.outbox.answer = answering('failed');
    const { id } = await createSending(world, message.id, { schedule: IMMEDIATE, audience: EVERYBODY });
    await finish(world, id);
    await remove();
    return id;
  },
  'after an unknown outcome': async ({ world, message, remove }) => {
    world.outbox.answer = answering('unknown');
    const { id } = await createSending(world, message.id, { schedule: IMMEDIATE, audience: EVERYBODY });
    await finish(world, id);
    await remove();
    return id;
  },
  'after it was cancelled before it reached her': async (its) => {
    const { world, message, ann, remove } = its;
    const { id } = await createSending(world, message.id, {
      schedule: { type: 'relative', in: '4 minutes' },
      recipients: [{ member_id: ann }],
      audience: EVERYBODY,
    });
    await prepare(world);
    await call(world, 'sendings.cancel', { path: { id: String(id) } });
    await workAll(world);
    await remove();
    return id;
  },
  'while it is on its way to her': async ({ world, message, annsNumber, remove }) => {
    const { sms } = world.outbox.senders;
    world.runtime.provide(senders, {
      ...world.outbox.senders,
      sms: async (text) => {
        if (text.to === annsNumber) await remove();
        return sms(text);
      },
    });
    const { id } = await createSending(world, message.id, { schedule: IMMEDIATE, audience: EVERYBODY });
    await finish(world, id);
    expect(world.outbox.texts).toHaveLength(2);
    return id;
  },
};

describe('a member that is removed leaves no word of it in a sending', () => {
  it.each(Object.keys(LIVES))('%s', async (life) => {
    const its = await scene();
    const id = await LIVES[life]!(its);
    expect(await traces(its)).toEqual([]);
    // Addresses that were cleaned cannot be compared with what was sent; everything else adds up.
    const wrong = (await flaws(its.world, id)).filter((flaw) => !flaw.startsWith(' is said'));
    expect(wrong).toEqual([]);
  });
});

describe('a non-member', () => {
  it('has no dispatch before its message is sent, and then one whose text expires', async () => {
    const { world, message } = await scene();
    const { id } = await createSending(world, message.id, {
      schedule: { type: 'relative', in: '4 minutes' },
      recipients: [{ msisdn: '4792000001' }],
    });
    await prepare(world);
    const items = async (kind: string) =>
      (await wholeTable())
        .map((item) => JSON.parse(item))
        .filter(
          (item) => item.kind?.S === kind && item.pk.S.startsWith(`CLUB#${world.club.slug}#SENDING#${id}#`),
        );
    const [waiting] = await items('sending-dispatch');
    expect(JSON.stringify(waiting)).not.toContain('4792000001');
    await finish(world, id);
    expect(world.outbox.texts.map(({ to }) => to)).toEqual(['4792000001']);
    const [[dispatch], [content]] = [await items('sending-dispatch'), await items('dispatch-content')];
    expect(JSON.stringify(dispatch)).toContain('4792000001');
    expect(content.ttl).toEqual({ N: expect.any(String) });
  });
});
