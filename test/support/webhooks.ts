import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { outboxWorker } from '#shared/contracts/queues.ts';
import { webhookSweeper } from '#shared/contracts/scheduled-workers.ts';
import { memberItem } from '#shared/data/members/member-item.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import { unpack } from '#shared/data/table/packed.ts';
import { type LoggedDelivery, logDelivery } from '#shared/data/webhooks/delivery-log.ts';
import type { PostJson } from '#shared/outbound/post-json.ts';
import { postJson } from '#shared/ports/outbound.ts';
import { queueEvents } from '#shared/webhooks/queue-events.ts';
import { handleStream } from '#shared/worker/stream.ts';
import { lambdaContext } from '../../local/engines/lambda-context.ts';
import { call } from './api.ts';
import { deliver } from './deliver.ts';
import { plainMember } from './plain-member.ts';
import { inRole } from './role.ts';
import { runScheduled } from './schedule.ts';
import { type RawItem, type StreamRecord, streamRecord } from './stream.ts';
import type { World } from './world.ts';

type Answer = Awaited<ReturnType<PostJson>>;

export const taken: Answer = { status: 200, body: '', isCut: false };
export const broken: Answer = { status: 503, body: 'down', isCut: false };

interface SentEvent {
  readonly event: { readonly id: string; readonly type: string };
  readonly member: { readonly id: number; readonly [name: string]: unknown };
}

/** Receivers of webhooks, by what they answer. */
export interface Receivers {
  /** Of each POST its events. */
  readonly posts: SentEvent[][];
  answer: (events: readonly SentEvent[], url: string) => Answer;
}

export const receivers = (world: World): Receivers => {
  const found: Receivers = { posts: [], answer: () => taken };
  world.runtime.provide(postJson, async ({ body, url }) => {
    const { events } = JSON.parse(body);
    // The sweeper finds what is due of all worlds.
    if (events[0].loyalty_club.slug !== world.club.slug) return taken;
    found.posts.push(events);
    return found.answer(events, url);
  });
  return found;
};

/** @returns the id of a new subscription */
export const subscribe = async (world: World, settings: object = {}): Promise<number> => {
  const url = 'https://hooks.receiver.com/members';
  const body = { members_changes_subscription: { url, event_schema_version: 2, ...settings } };
  const answer = await call(world, 'webhooks.create', { body });
  return answer.body.members_changes_subscription.id;
};

const imageOf = (world: World, id: number, version: number): RawItem => {
  const properties = { email: `v${version}-${id}@a.no`, last_name: 'Nordmann' };
  const now = '2026-01-01T00:00:00.000Z';
  const member = { ...plainMember({ club: world.club.slug, id, properties, now }), version };
  return marshall(memberItem(member), { removeUndefinedValues: true }) as RawItem;
};

/** The record of one version of a member. */
export const versionRecord = (world: World, id: number, version: number, sequence: number): StreamRecord =>
  streamRecord(
    version === 1 ? undefined : imageOf(world, id, version - 1),
    imageOf(world, id, version),
    String(sequence),
  );

/** The record of its removal. */
export const removalRecord = (world: World, id: number, version: number, sequence: number): StreamRecord => {
  const tombstone = {
    ...memberKey(world.club.slug, id),
    ...{ kind: 'tombstone', v: 1, id, club: world.club.slug, session_epoch: 0, opt_out: [] },
    deleted_at: '2026-01-01T00:00:00.000Z',
  };
  return streamRecord(imageOf(world, id, version), marshall(tombstone) as RawItem, String(sequence));
};

/** What the stream brings to webhooks alone. */
export const streamed = async (world: World, Records: readonly StreamRecord[]): Promise<void> => {
  world.enter();
  const event = { Records } as unknown as DynamoDBStreamEvent;
  await inRole(outboxWorker.id, () =>
    handleStream(outboxWorker.id)(queueEvents)(event, lambdaContext({ functionName: outboxWorker.id })),
  );
};

/** Every item of webhooks below the club, as text. */
export const webhookItems = async ({ db, club }: World): Promise<readonly string[]> => {
  const { Items = [] } = await db.doc.send(
    new ScanCommand({
      TableName: db.table,
      FilterExpression: 'begins_with(pk, :webhooks)',
      ExpressionAttributeValues: { ':webhooks': `CLUB#${club.slug}#WEBHOOK#` },
      ConsistentRead: true,
    }),
  );
  return Items.map((item) =>
    JSON.stringify(item, (_, value) => (value instanceof Uint8Array ? unpack(value as never) : value)),
  );
};

/** Works the queue until it is empty. */
export const workWebhooks = async (world: World): Promise<void> => {
  for (let rounds = 0; world.queues.webhook.sent.length > 0; rounds += 1) {
    if (rounds > 50) throw new Error('The queue of webhooks does not empty');
    for (const message of world.queues.webhook.sent.splice(0))
      await deliver(world, [message], { worker: 'workers.deliver-webhooks' });
  }
};

/** What is due after some seconds. */
export const sweepAfter = async (world: World, seconds: number): Promise<void> => {
  world.clock.ahead += seconds;
  await runScheduled(world, webhookSweeper);
  await workWebhooks(world);
};

/** Puts a delivery into the log of a subscription. */
export const logged = (
  { db, club }: World,
  subscription: number,
  delivery: Partial<LoggedDelivery>,
): Promise<void> =>
  logDelivery(db, club.slug, subscription, {
    ...{ id: randomUUID(), at: '2026-01-01T00:00:00.000Z', outcome: 'delivered', status: 204, reply: '' },
    ...{ reason: null, event_ids: [], attempts: 1, next_at: null },
    ...delivery,
  });
