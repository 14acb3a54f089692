import { DeleteEndpointCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { storeEndpoint } from '#shared/data/members/devices.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import { removeDevicesAt } from '#shared/delivery/push-devices.ts';
import { removePushDevices } from '#shared/ports/push-devices.ts';
import { call } from '../support/api.ts';
import { person } from '../support/log-in.ts';
import { imageOf, streamRecord, streamTo } from '../support/stream.ts';
import { createWorld, type World } from '../support/world.ts';

/** A member with a device that has had a message, and its removal as the stream tells it. */
const removal = async (world: World) => {
  const { id } = await person(world);
  const token = `token-${id}`;
  const body = { app_token: token, app_platform: 'android' };
  await call(world, 'members.update-app-token', { path: { id: String(id) }, body });
  await storeEndpoint(world.db, { club: world.club.slug, member: id }, token, 'arn:endpoint');
  const key = memberKey(world.club.slug, id);
  const before = await imageOf(key);
  await call(world, 'members.destroy', { path: { id: String(id) } });
  return streamRecord(before, await imageOf(key));
};

it('the provider of push messages forgets the devices of a member that was removed', async () => {
  const world = await createWorld();
  const record = await removal(world);
  expect(await streamTo(world, 'workers.erase', [record])).toEqual({ batchItemFailures: [] });
  expect(world.outbox.forgotten).toEqual(['arn:endpoint']);
});

it('a provider that cannot be reached is asked again', async () => {
  const world = await createWorld();
  const record = await removal(world);
  world.runtime.provide(removePushDevices, async () => {
    throw new Error('ECONNRESET');
  });
  await expect(streamTo(world, 'workers.erase', [record])).rejects.toThrow('ECONNRESET');
});

it.each([
  ['InvalidParameterException', 400, false],
  ['NotFoundException', 404, false],
  ['ThrottledException', 429, true],
  ['InternalErrorException', 500, true],
  ['AuthorizationErrorException', 403, true],
  ['TimeoutError', undefined, true],
])('%s from the provider is tried again: %s', async (name, status, again) => {
  const failure = Object.assign(new Error('no'), { name, $metadata: { httpStatusCode: status } });
  const sns = mockClient(SNSClient);
  sns.on(DeleteEndpointCommand).rejectsOnce(failure).resolves({});
  const forget = removeDevicesAt(new SNSClient({ region: 'eu-west-1', maxAttempts: 1 }))(['arn:a', 'arn:b']);
  await (again ? expect(forget).rejects.toThrow('no') : expect(forget).resolves.toBeUndefined());
  expect(sns.commandCalls(DeleteEndpointCommand)).toHaveLength(again ? 1 : 2);
});
