import { createHash } from 'node:crypto';
import type { Device } from '#shared/domain/members/device.ts';

/** Names a device without its token: 16 hexadecimal digits. */
export const deviceName = (token: string): string =>
  createHash('sha256').update(token).digest('hex').slice(0, 16);

/** Devices by name, so that one can be touched without the others. */
export const deviceItems = (devices: readonly Device[]): Readonly<Record<string, Device>> =>
  Object.fromEntries(devices.map((device) => [deviceName(device.token), { ...device }]));

const byAge = (one: Device, other: Device): number =>
  one.registered_at.localeCompare(other.registered_at) || one.token.localeCompare(other.token);

/** @param items nothing for a member stored before there were devices */
export const devicesFromItems = (items: Readonly<Record<string, Device>> = {}): readonly Device[] =>
  Object.values(items).sort(byAge);
