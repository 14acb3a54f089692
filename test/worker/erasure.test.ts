import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { erasureWorker } from '#shared/contracts/queues.ts';
import {
  deviceDispatchKey,
  memberDispatchKey,
  nonMemberDispatchKey,
} from '#shared/data/messaging/dispatch-keys.ts';
import { type Key, memberKey } from '#shared/data/table/keys.ts';
import {
  dispatchContentKey,
  memberMessageKey,
  recipientsKey,
  sendingDispatchKey,
  sendingKey,
} from '#shared/data/table/messaging-keys.ts';
import { type Dispatch, dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { call } from '../support/api.ts';
import { dispatched, dispatchTo } from '../support/dispatched.ts';
import { type CrashPoint, crashingDb } from '../support/faults.ts';
import { createMessage, createSending, getSending, moveTo, SENDING_CLUB } from '../support/messaging.ts';
import { imageOf, passes, type StreamRecord, streamRecord, streamTo, wholeTable } from '../support/stream.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

const WORKER = 'workers.erase';

const run = (world: World, ...records: StreamRecord[]) => streamTo(world, WORKER, records);

/** What a change of an item looks like; the change is made meanwhile. */
const during = async (key: Key, change: () => Promise<unknown>): Promise<StreamRecord> => {
  const before = await imageOf(key);
  await change();
  return streamRecord(before, await imageOf(key));
};

let people = 0;

interface Scene {
  readonly world: World;
  readonly ann: number;
  readonly bob: number;
  /** Words that only Ann, or only Bob, brought into the table. */
  readonly annsWords: readonly string[];
  readonly bobsWords: readonly string[];
  /** A sending that has ended, one to an address that is Ann's, and a draft. */
  readonly ended: any;
  readonly toAddress: any;
  readonly draft: any;
  readonly annsDispatches: readonly Dispatch[];
}

const person = (n: number) => ({
  email: `Person${n}x@example.com`,
  msisdn: `4790${String(n).padStart(6, '0')}`,
  first_name: `Firstname${n}x`,
  last_name: `Lastname${n}x`,
});

const wordsOf = (n: number) => [
  `person${n}x@`,
  `4790${String(n).padStart(6, '0')}`,
  `firstname${n}x`,
  `lastname${n}x`,
  `nickname${n}x`,
  `token-${n}x`,
];

/** Two members who got messages in every way, and stand in what is still to be sent. */
const scene = async (): Promise<Scene> => {
  const world = await createWorld(SENDING_CLUB);
  people += 2;
  const [n, m] = [people - 1, people];
  const create = async (properties: object): Promise<number> =>
    (await call(world, 'members.create', { body: { properties } })).body.id;
  const [ann, bob] = [await create(person(n)), await create(person(m))];
  const recipients = [
    { member_id: bob, properties: { nick: `Nickname${m}x` } },
    { member_id: ann, properties: { nick: `Nickname${n}x` } },
  ];
  const message = await createMessage(world);
  const ended = await createSending(world, message.id, { recipients });
  const draft = await createSending(world, message.id, { recipients });
  const { msisdn } = person(n);
  const toAddress = await createSending(world, message.id, {
    recipients: [{ msisdn, properties: { nick: `Nickname${n}x` } }],
  });
  const hi = (who: number) => ({ subject: `Nickname${who}x`, body: `Hi Firstname${who}x Lastname${who}x` });
  const annsDispatches = [
    dispatchTo(ann, people * 10, { sending_id: ended.id, recipient_place: 1, msisdn }),
    dispatchTo(ann, people * 10 + 1, {
      ...deviceDispatchKey(ann, `token-${n}x`),
      sending_id: ended.id,
      type: 'push',
      app_token: `token-${n}x`,
    }),
    dispatchTo(ann, people * 10 + 2, {
      ...memberDispatchKey(ann),
      sending_id: toAddress.id,
      member_id: null,
      recipient_place: 0,
      msisdn,
    }),
  ];
  for (const dispatch of annsDispatches) await dispatched(world, dispatch, hi(n));
  const bobs = dispatchTo(bob, people * 10 + 3, {
    sending_id: ended.id,
    recipient_place: 0,
    msisdn: person(m).msisdn,
  });
  await dispatched(world, bobs, hi(m));
  await moveTo(world, ended.id, 'transmitted');
  await moveTo(world, toAddress.id, 'transmitted');
  const words = { annsWords: wordsOf(n), bobsWords: wordsOf(m) };
  return { world, ann, bob, ended, toAddress, draft, annsDispatches, ...words };
};

const removal = ({ world, ann }: Scene): Promise<StreamRecord> =>
  during(memberKey(world.club.slug, ann), () =>
    call(world, 'members.destroy', { path: { id: String(ann) } }),
  );

/** Where words still stand in the table. */
const traces = async (words: readonly string[]): Promise<string[]> => {
  const items = await wholeTable();
  return words.flatMap((word) => items.filter((item) => item.toLowerCase().includes(word)));
};

const dispatchesOf = async ({ world }: Scene, sending: { id: number }): Promise<any[]> =>
  (await call(world, 'dispatches.list', { path: { id: String(sending.id) } })).body.dispatches;

describe('a member that was removed', () => {
  let its: Scene;
  let record: StreamRecord;
  let before: readonly string[];

  beforeAll(async () => {
    its = await scene();
    record = await removal(its);
    before = await traces(its.bobsWords);
    await run(its.world, record);
  });

  it('leaves no word of it in the table', async () => {
    expect(await traces(its.annsWords)).toEqual([]);
  });

  it('takes nothing of others along', async () => {
    // Bob stands in lists beside Ann, which are shorter now.
    expect(await traces(its.bobsWords)).toHaveLength(before.length);
    expect((await getSending(its.world, its.draft.id)).recipients[0].properties).toEqual({
      nick: expect.any(String),
    });
  });

  it('leaves dispatches that are counted as before, and say that they were cleaned', async () => {
    const dispatches = await dispatchesOf(its, its.ended);
    expect(dispatches).toHaveLength(3);
    for (const one of dispatches) {
      const annas = one.member_id === its.ann;
      expect(one.cleaned_at === null).toBe(!annas);
      expect(one.transmission_status).toBe('transmitted');
      if (annas) expect(one).toMatchObject({ content: {}, msisdn: null, email: null, app_token: null });
    }
    expect(await dispatchesOf(its, its.toAddress)).toMatchObject([{ content: {}, msisdn: null }]);
  });

  it('keeps its places in the recipients of sendings, without addresses and properties', async () => {
    const nobody = { msisdn: null, email: null, app_token: null, properties: {} };
    for (const { id } of [its.ended, its.draft]) {
      expect((await getSending(its.world, id)).recipients[1]).toEqual({ member_id: its.ann, ...nobody });
    }
    expect((await getSending(its.world, its.toAddress.id)).recipients).toEqual([
      { member_id: null, ...nobody },
    ]);
  });

  it('is erased once, however often the stream delivers the change', async () => {
    const table = await wholeTable();
    await run(its.world, record, record);
    expect(await wholeTable()).toEqual(table);
  });
});

describe('erasing', () => {
  const process = (world: World, crash?: CrashPoint) => {
    const db = crashingDb(crash);
    return { ...worldOf(db, world.club, world.client), db };
  };

  it('comes to its end after a crash at any call', async () => {
    const counted = await scene();
    const worker = process(counted.world);
    await run(worker, await removal(counted));
    const calls = worker.db.calls();
    expect(calls).toBeGreaterThan(8);
    const words: string[] = [];
    for (let at = 1; at <= calls; at += 1) {
      for (const when of ['before', 'after'] as const) {
        const its = await scene();
        const record = await removal(its);
        await expect(run(process(its.world, { call: at, when }), record)).rejects.toThrow();
        await run(process(its.world), record);
        words.push(...its.annsWords);
      }
    }
    expect(await traces(words)).toEqual([]);
  });

  it('is caught up on when the tombstone goes, should the removal have been missed', async () => {
    const its = await scene();
    const { dynamodb } = await removal(its);
    await run(its.world, streamRecord(dynamodb.NewImage, undefined));
    expect(await traces(its.annsWords)).toEqual([]);
  });

  it('leaves alone what happens to members, sendings and dispatches that go on', async () => {
    const its = await scene();
    const { slug } = its.world.club;
    const keys = [
      memberKey(slug, its.ann),
      sendingKey(slug, its.draft.id),
      sendingDispatchKey(dispatchRefOf(slug, its.annsDispatches[0]!)),
      dispatchContentKey(dispatchRefOf(slug, its.annsDispatches[0]!)),
    ];
    const table = await wholeTable();
    for (const key of keys) {
      const image = await imageOf(key);
      await run(its.world, streamRecord(image, image), streamRecord(undefined, image));
    }
    expect(await wholeTable()).toEqual(table);
  });
});

const dispatchedToNonMember = async (world: World): Promise<Dispatch> => {
  const message = await createMessage(world);
  const sending = await createSending(world, message.id, { recipients: [{ msisdn: '4799999999' }] });
  const place = { ...nonMemberDispatchKey('sms', '4799999999'), member_id: null, recipient_place: 0 };
  const dispatch = dispatchTo(0, 7, { ...place, sending_id: sending.id, msisdn: '4799999999' });
  await dispatched(world, dispatch, { body: 'Hi' });
  return dispatch;
};

describe('what a sending wrote to a non-member', () => {
  const NINETY_DAYS = 90 * 24 * 60 * 60;
  let world: World;
  let dispatch: Dispatch;

  beforeAll(async () => {
    world = await createWorld(SENDING_CLUB);
    dispatch = await dispatchedToNonMember(world);
  });

  it('expires after ninety days, and its address goes with its text', async () => {
    const ref = dispatchRefOf(world.club.slug, dispatch);
    const key = dispatchContentKey(ref);
    const content = await imageOf(key);
    expect(Number(content?.['ttl']?.N)).toBe(Date.parse(dispatch.created_at) / 1000 + NINETY_DAYS);
    const expired = await during(key, () =>
      world.db.doc.send(new DeleteCommand({ TableName: world.db.table, Key: { ...key } })),
    );
    await run(world, expired);
    const cleaned = await imageOf(sendingDispatchKey(ref));
    expect(cleaned?.['addresses']).toEqual({
      M: { msisdn: { NULL: true }, email: { NULL: true }, app_token: { NULL: true } },
    });
    world.clock.ahead = 3600;
    await run(world, expired);
    expect(await imageOf(sendingDispatchKey(ref))).toEqual(cleaned);
  });

  it('lets the recipients of its sending expire ninety days after the end, counted once', async () => {
    const { slug } = world.club;
    const ended = await during(sendingKey(slug, dispatch.sending_id), () =>
      moveTo(world, dispatch.sending_id, 'transmitted'),
    );
    await run(world, ended);
    const recipients = await imageOf(recipientsKey(slug, dispatch.sending_id));
    const days = (Number(recipients?.['ttl']?.N) - Date.now() / 1000) / (24 * 60 * 60);
    expect(Math.round(days)).toBe(90);
    world.clock.ahead += 24 * 60 * 60;
    await run(world, ended);
    expect(await imageOf(recipientsKey(slug, dispatch.sending_id))).toEqual(recipients);
  });
});

describe('what a sending wrote to a member', () => {
  it('is kept for as long as the member', async () => {
    const its = await scene();
    const entry = await imageOf(memberMessageKey(its.world.club.slug, its.ann, its.annsDispatches[0]!.id));
    expect(entry).toHaveProperty('content');
    expect(entry).not.toHaveProperty('ttl');
  });
});

describe('the filters of the stream', () => {
  it('let through what is to be erased, and little else', async () => {
    const its = await scene();
    const { slug } = its.world.club;
    const member = await imageOf(memberKey(slug, its.bob));
    const removed = await removal(its);
    const content = await imageOf(
      dispatchContentKey(dispatchRefOf(slug, await dispatchedToNonMember(its.world))),
    );
    expect(content).toHaveProperty('ttl');
    const draft = await imageOf(sendingKey(slug, its.draft.id));
    const ended = await imageOf(sendingKey(slug, its.ended.id));
    const through = (record: StreamRecord) => erasureWorker.filters.some((filter) => passes(filter, record));
    expect(through(removed)).toBe(true);
    expect(through(streamRecord(removed.dynamodb.NewImage, undefined))).toBe(true);
    expect(through(streamRecord(content, undefined))).toBe(true);
    expect(through(streamRecord(draft, ended))).toBe(true);
    expect(through(streamRecord(member, member))).toBe(false);
    expect(through(streamRecord(undefined, member))).toBe(false);
    expect(through(streamRecord(undefined, content))).toBe(false);
    expect(through(streamRecord(draft, draft))).toBe(false);
  });
});
