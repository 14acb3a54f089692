import { beforeAll, describe, expect, it } from 'vitest';
import { database } from '#shared/ports/database.ts';
import {
  bulk,
  createMessage,
  getMessage,
  getSending,
  messagePayload,
  SENDING_CLUB,
  toMembers,
} from '../../support/messaging.ts';
import { createWorld, type World, worldOf } from '../../support/world.ts';

let world: World;
let message: any;
beforeAll(async () => {
  world = await createWorld(SENDING_CLUB);
  message = await createMessage(world, { sending: toMembers(1) });
});

/** Names of the calls to the table that the work makes, in order, after client and club are known. */
const callsOf = async (work: (world: World) => Promise<unknown>): Promise<string[]> => {
  const watched = worldOf(world.db, world.club, world.client);
  const names: string[] = [];
  const doc = {
    send: (command: any) => {
      names.push(command.constructor.name.replace('Command', ''));
      return world.db.doc.send(command);
    },
  };
  watched.runtime.provide(database, { ...world.db, doc } as never);
  await getSending(watched, message.latest_sending.id);
  names.length = 0;
  await work(watched);
  return names;
};

describe('calls to the table', () => {
  it('are two or three to read a message or a sending', async () => {
    expect(await callsOf((w) => getMessage(w, message.id))).toEqual(['Get', 'BatchGet', 'BatchGet']);
    expect(await callsOf((w) => getSending(w, message.latest_sending.id))).toEqual(['BatchGet', 'Get']);
  });

  it('are one for ids and one to write, however many operations create', async () => {
    const create = { type: 'create', entity: 'message', payload: messagePayload({ sending: toMembers(1) }) };
    expect(
      await callsOf((w) =>
        bulk(
          w,
          Array.from({ length: 10 }, () => create),
        ),
      ),
    ).toEqual(['Update', 'TransactWrite']);
  });

  it('read a record once, however often it is changed', async () => {
    const rename = { type: 'update', entity: 'message', params: { id: message.id }, payload: { name: 'x' } };
    const calls = await callsOf((w) =>
      bulk(
        w,
        Array.from({ length: 10 }, () => rename),
      ),
    );
    expect(calls).toEqual(['Get', 'BatchGet', 'BatchGet', 'TransactWrite']);
  });
});
