import type { DevicePlatform } from '#shared/vocabulary.ts';
import type { PushChannel } from '../clubs/club.ts';

/** An installation of the club's app that takes push messages; a member has a few. */
export interface Device {
  /** Address of the installation at Firebase or Apple. */
  readonly token: string;
  readonly platform: DevicePlatform;
  /** What the app calls its installation; a new token of the same one replaces the old. */
  readonly installation: string | null;
  readonly firebase_project: string | null;
  /** ARN of its endpoint at SNS. No more than remembered: without it the next message asks SNS. */
  readonly endpoint: string | null;
  /** The log-in that registered it, and whose end is its own; nothing when an admin did. */
  readonly session: string | null;
  /** When the token was registered last, ISO 8601 UTC. */
  readonly registered_at: string;
}

/** Apple's own device tokens are hexadecimal; Firebase's, which iOS apps may use as well, never are. */
const APPLE_TOKEN = /^[0-9a-f]{64,400}$/i;

/**
 * Where a push message to an installation goes.
 * @param applications ARNs of the club's platform applications at SNS
 * @param device without a platform when it is unknown: the form of the token then decides
 * @returns nothing when the club has no application for it
 */
export const pushTarget = (
  applications: PushChannel['platform_applications'],
  device: Pick<Device, 'token'> & Partial<Pick<Device, 'platform' | 'endpoint'>>,
): { application: string; token: string; endpoint: string | null } | undefined => {
  const { android, ios } = applications ?? {};
  const likely = APPLE_TOKEN.test(device.token) ? (ios ?? android) : (android ?? ios);
  const application = device.platform ? applications?.[device.platform] : likely;
  return application === undefined
    ? undefined
    : { application, token: device.token, endpoint: device.endpoint ?? null };
};
