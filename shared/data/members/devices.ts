import { createHash } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Device } from '#shared/domain/members/device.ts';
import type { Member } from '#shared/domain/members/member.ts';
import type { Db } from '../table/db.ts';
import { memberKey } from '../table/keys.ts';
import { deviceClaimKey } from '../table/messaging-keys.ts';
import { send } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';
import { itemType } from '../table/stored-items.ts';
import { type TransactWrite, transact } from '../table/transact.ts';
import { deviceName } from './device-items.ts';

interface DeviceOwner {
  readonly club: string;
  readonly member: number;
}

const claimOf = (club: string, token: string) =>
  deviceClaimKey(club, createHash('sha256').update(token).digest('hex'));

const DEVICE_CLAIM = itemType('device-claim', ({ club, member }: DeviceOwner, token: string) => ({
  ...claimOf(club, token),
  owner: member,
}));

/** The member that has an app token, strongly consistent. */
export const findDeviceOwner = async (db: Db, club: string, token: string): Promise<number | undefined> =>
  (await DEVICE_CLAIM.find(db, claimOf(club, token)))?.owner;

/** Takes an app token in a transaction, free or still of the owner that was read; failed check: `stale`. */
export const claimDeviceWrite = (
  db: Db,
  owner: DeviceOwner,
  token: string,
  seen: number | undefined,
): TransactWrite => ({
  write: {
    Put: {
      TableName: db.table,
      Item: DEVICE_CLAIM.item(owner, token),
      ...(seen === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#owner = :seen',
            ExpressionAttributeNames: { '#owner': 'owner' },
            ExpressionAttributeValues: { ':seen': seen },
          }),
    },
  },
  checkName: 'stale',
});

/** Removes a device of a member, in a transaction; fails the check `stale` when the member has changed. */
export const removeDeviceWrite = (db: Db, { club, id, version }: Member, token: string): TransactWrite => ({
  write: {
    Update: {
      TableName: db.table,
      Key: memberKey(club, id),
      UpdateExpression: 'REMOVE devices.#device ADD #version :one',
      ConditionExpression: '#version = :seen AND attribute_exists(devices.#device)',
      ExpressionAttributeNames: { '#device': deviceName(token), '#version': 'version' },
      ExpressionAttributeValues: { ':seen': version, ':one': 1 },
    },
  },
  checkName: 'stale',
});

/** Releases an app token in a transaction, if it is still this owner's; failed check: `stale`. */
const releaseDeviceWrite = (db: Db, { club, member }: DeviceOwner, token: string): TransactWrite => ({
  write: {
    Delete: {
      TableName: db.table,
      Key: claimOf(club, token),
      ConditionExpression: 'attribute_not_exists(pk) OR #owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': member },
    },
  },
  checkName: 'stale',
});

/** Releases the app tokens of the devices that are not kept, in a transaction; failed check: `stale`. */
export const releaseDeviceWrites = (
  db: Db,
  { club, id, devices }: Pick<Member, 'club' | 'id' | 'devices'>,
  kept: readonly Device[],
): TransactWrite[] =>
  devices
    .filter(({ token }) => !kept.some((device) => device.token === token))
    .map(({ token }) => releaseDeviceWrite(db, { club, member: id }, token));

/**
 * Stores the endpoint of a device that the member still has. The member's version stays, so this refuses no other
 * writer; one that overwrites the endpoint only causes another call of SNS.
 */
export const storeEndpoint = async (
  db: Db,
  { club, member }: DeviceOwner,
  token: string,
  endpoint: string,
): Promise<void> => {
  try {
    await send(
      db,
      new UpdateCommand({
        TableName: db.table,
        Key: memberKey(club, member),
        UpdateExpression: 'SET devices.#device.endpoint = :endpoint',
        ConditionExpression: 'devices.#device.#token = :token',
        ExpressionAttributeNames: { '#device': deviceName(token), '#token': 'token' },
        ExpressionAttributeValues: { ':endpoint': endpoint, ':token': token },
      }),
    );
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
};

/**
 * Drops a device that the provider cannot reach any more, unless the app has registered it again since.
 * @param device its token, and the endpoint that turned out dead
 * @returns false when the member has no such device
 */
export const removeDevice = async (
  db: Db,
  owner: DeviceOwner,
  { token, endpoint }: Pick<Device, 'token' | 'endpoint'>,
): Promise<boolean> => {
  const failedChecks = await transact(db, [
    {
      write: {
        Update: {
          TableName: db.table,
          Key: memberKey(owner.club, owner.member),
          UpdateExpression: 'REMOVE devices.#device ADD #version :one',
          ConditionExpression: 'devices.#device.endpoint = :endpoint',
          ExpressionAttributeNames: { '#device': deviceName(token), '#version': 'version' },
          ExpressionAttributeValues: { ':endpoint': endpoint, ':one': 1 },
        },
      },
      checkName: 'stale',
    },
    releaseDeviceWrite(db, owner, token),
  ]);
  return failedChecks.length === 0;
};
