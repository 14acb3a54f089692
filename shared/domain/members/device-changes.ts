import type { Device } from './device.ts';

/** Beyond this the device that registered longest ago goes. */
const MAX_DEVICES = 10;

/** An app registers at every start; a registration without changes is written once a day. */
const FRESH_MS = 24 * 60 * 60 * 1000;

type NewDevice = Omit<Device, 'endpoint' | 'registered_at'>;

/** The devices of a member after a change, or the very same list when nothing differs. */
export type DeviceChange = (devices: readonly Device[], now: Date) => readonly Device[];

/** A token of an installation takes the place of its earlier one; those without an id count as one installation. */
const isReplacedBy =
  (one: NewDevice) =>
  ({ token, installation }: Device): boolean =>
    token === one.token || installation === one.installation;

const isSameDevice = (known: Device, one: NewDevice): boolean =>
  Object.entries(one).every(([key, value]) => known[key as keyof NewDevice] === value);

/** The endpoint belongs to the token, and to the application of the platform. */
const endpointOf = (known: Device | undefined, { platform }: NewDevice): string | null =>
  known?.platform === platform ? known.endpoint : null;

export const registerDevice =
  (one: NewDevice): DeviceChange =>
  (devices, now) => {
    const known = devices.find(({ token }) => token === one.token);
    const replaced = devices.filter(isReplacedBy(one));
    const fresh = known && now.getTime() - Date.parse(known.registered_at) < FRESH_MS;
    if (known && fresh && replaced.length === 1 && isSameDevice(known, one)) return devices;
    const device = { ...one, endpoint: endpointOf(known, one), registered_at: now.toISOString() };
    return [...devices.filter((other) => !replaced.includes(other)), device].slice(-MAX_DEVICES);
  };

/** Devices that are not to be kept go. */
export const removeDevices =
  (goes: (device: Device) => boolean): DeviceChange =>
  (devices) =>
    devices.some(goes) ? devices.filter((device) => !goes(device)) : devices;
