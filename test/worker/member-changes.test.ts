import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { readChangeLines } from '#shared/data/members/change-lines.ts';
import { memberItem } from '#shared/data/members/member-item.ts';
import { findMember } from '#shared/data/members/members.ts';
import { insert, runStatements } from '#shared/data/table/batch-statements.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import type { ChangeLine } from '#shared/domain/members/change-line.ts';
import { COUNTS } from '../../bench/scale/counts.ts';

import { call } from '../support/api.ts';
import { counted } from '../support/counted.ts';
import { meteredDb } from '../support/meter.ts';
import { plainMember } from '../support/plain-member.ts';
import {
  imageOf,
  type RawItem,
  type StreamRecord,
  streamRecord,
  streamTo,
  wholeTable,
} from '../support/stream.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const outbox = (records: readonly StreamRecord[], into = world) => streamTo(into, 'workers.outbox', records);
const erase = (records: readonly StreamRecord[]) => streamTo(world, 'workers.erase', records);

const image = (id: number) => imageOf(memberKey(world.club.slug, id));

/** What the stream says of one write. */
const recordOf = async (id: number, write: () => Promise<unknown>): Promise<StreamRecord> => {
  const before = await image(id);
  await write();
  return streamRecord(before, await image(id));
};

let people = 0;

const create = async (): Promise<{ id: number; record: StreamRecord }> => {
  people += 1;
  const properties = { email: `l${people}@example.com`, first_name: `Word${people}x`, last_name: 'N' };
  const { body } = await call(world, 'members.create', { body: { properties } });
  return { id: body.id, record: streamRecord(undefined, await image(body.id)) };
};

const update = (id: number, body: object, headers: Record<string, string> = {}) =>
  recordOf(id, () => call(world, 'members.update', { path: { id: String(id) }, body, headers }));

const destroy = (id: number) =>
  recordOf(id, () => call(world, 'members.destroy', { path: { id: String(id) } }));

const stored = (item: object) => marshall(item, { removeUndefinedValues: true }) as RawItem;

const linesOf = async (id: number): Promise<ChangeLine[]> => {
  const lines: ChangeLine[] = [];
  for await (const line of readChangeLines(world.db, world.club.slug, id)) lines.push(line);
  return lines;
};

describe('the changes of a member', () => {
  it('are stored once a version, whatever comes twice, late or in another order', async () => {
    const { id, record: created } = await create();
    const app = { 'X-Product-Name': 'android-app' };
    const named = await update(id, { properties: { first_name: 'Ola' } }, app);
    const stopped = await update(id, { sms_enabled: false });
    await outbox([created, named]);
    await outbox([named, stopped, named]);
    await outbox([created]);
    const member = await findMember(world.db, world.club.slug, id);
    expect(await linesOf(id)).toMatchObject([
      {
        version: 1,
        type: 'created',
        changed: { source: 'api' },
        changes: { 'properties.last_name': { is: 'N' } },
      },
      {
        version: 2,
        type: 'changed',
        changed: { source: 'api', client: world.client.id, product: 'android-app' },
        changes: { 'properties.first_name': { was: `Word${people}x`, is: 'Ola' } },
      },
      {
        version: 3,
        at: member?.updated_at,
        changes: { sms_status: { was: 'enabled', is: 'disabled' } },
      },
    ]);
    expect((await linesOf(id)).map(({ changes }) => Object.keys(changes).length)).toEqual([8, 1, 1]);
  });

  it('are none for what no caller sees', async () => {
    const { id } = await create();
    const password = await update(id, { password: 'secret-1' });
    await outbox([password]);
    expect(await linesOf(id)).toEqual([]);
  });

  it('go with the member, whichever worker comes first, and a late copy of a request stores none again', async () => {
    for (const order of ['recorded first', 'erased first']) {
      const { id, record: created } = await create();
      const word = `word${people}x`;
      const removed = await destroy(id);
      if (order === 'recorded first') await outbox([created]);
      await erase([removed]);
      if (order === 'erased first') await outbox([created]);
      const traces = async () => (await wholeTable()).filter((item) => item.toLowerCase().includes(word));
      expect(await traces()).toEqual([]);
      await outbox([created, removed]);
      expect(await traces()).toEqual([]);
      expect(await linesOf(id)).toEqual([]);
      const left = (await wholeTable()).filter(
        (item) => item.includes(`MEMBER#${id}"`) && item.includes('CHANGE#'),
      );
      expect(left).toHaveLength(1);
      await world.db.doc.send(
        new DeleteCommand({
          TableName: world.db.table,
          Key: { ...memberKey(world.club.slug, id) },
        }),
      );
      await erase([streamRecord(removed.dynamodb.NewImage, undefined)]);
      expect((await wholeTable()).filter((item) => item.includes(`MEMBER#${id}"`))).toEqual([]);
    }
  });

  it('are kept for as long as the club says, and not recorded where it says 0', async () => {
    const days = 24 * 60 * 60;
    for (const [setting, kept] of [
      [undefined, 400],
      [30, 30],
      [0, undefined],
    ] as const) {
      const other = await createWorld(setting === undefined ? {} : { changes_kept_days: setting });
      const member = plainMember({
        club: other.club.slug,
        id: 1,
        properties: { email: 'k@example.com' },
        now: '2020-01-01T00:00:00.000Z',
      });
      const after = stored(memberItem(member));
      await other.db.doc.send(new PutCommand({ TableName: other.db.table, Item: memberItem(member) }));
      const record = streamRecord(undefined, after);
      await outbox([record], other);
      const line = await imageOf({ pk: memberKey(other.club.slug, 1).pk, sk: 'CHANGE#0000000000000001' });
      const ttl = kept && record.dynamodb.ApproximateCreationDateTime + kept * days;
      expect(line?.['ttl']?.N).toBe(ttl === undefined ? undefined : String(ttl));
    }
  });

  it('cost a write unit each, in few calls', async () => {
    const MEMBERS = 100;
    const db = await meteredDb();
    const metered = worldOf(db, world.club, world.client);
    const members = Array.from({ length: MEMBERS }, (_, n) => {
      const id = 900_001 + n;
      const properties = {
        email: `person.number.${id}@example.com`,
        msisdn: `4740${id}`,
        first_name: 'Kari',
        last_name: `Nordmann ${id}`,
        birthday: '1990-10-23',
        interests: ['sportwear'],
      };
      return memberItem(
        plainMember({ club: world.club.slug, id, properties, now: '2026-01-01T00:00:00.000Z' }),
      );
    });
    await runStatements(
      db,
      members.map((member) => insert(db, member)),
    );
    // Nothing is as it was: no larger change of such a member exists.
    const earlier = JSON.stringify({ first_name: 'Ola', last_name: 'Hansen', birthday: '1980-01-02' });
    const records = members.map((member) =>
      streamRecord(stored({ ...member, properties: earlier, version: 0 }), stored(member)),
    );
    await outbox(records.slice(0, 1), metered);
    const rest = records.slice(1);
    const count = await counted(db, () => outbox(rest, metered), rest.length);
    expect(count).toEqual(COUNTS['record a change of a member']);
    const unseen = rest.map(({ dynamodb }) => {
      const { NewImage: member } = dynamodb;
      return streamRecord(member, { ...member, session_epoch: { N: '1' }, version: { N: '2' } });
    });
    expect(await counted(db, () => outbox(unseen, metered))).toEqual({
      calls: 0,
      writeUnits: 0,
      readUnits: 0,
    });
  });
});
