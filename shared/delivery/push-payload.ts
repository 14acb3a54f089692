import type { Push } from './send-outcome.ts';

type Content = Pick<Push, 'title' | 'body' | 'uri' | 'image_url'>;

/** Firebase and Apple take no more, in bytes. */
const MAX_PAYLOAD_BYTES = 4096;

const withoutNulls = (values: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );

/**
 * FCM HTTP v1: `notification` serves Android and iOS alike; iOS fetches a picture only with
 * `mutable-content`. `data` holds texts only.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-fcm-v1-payloads.html
 */
const firebase = ({ title, body, uri, image_url }: Content) => ({
  fcmV1Message: {
    message: {
      notification: withoutNulls({ title, body, image: image_url }),
      ...((uri !== null || image_url !== null) && { data: withoutNulls({ uri, image_url }) }),
      ...(image_url !== null && { apns: { payload: { aps: { 'mutable-content': 1 } } } }),
    },
  },
});

/** @see https://developer.apple.com/documentation/usernotifications/generating-a-remote-notification */
const apple = ({ title, body, uri, image_url }: Content) => ({
  aps: {
    alert: withoutNulls({ title, body }),
    sound: 'default',
    ...(image_url !== null && { 'mutable-content': 1 }),
  },
  ...withoutNulls({ uri, image_url }),
});

/** The payload of each platform, by its name in the ARN of the application. */
const PAYLOADS: Readonly<Record<string, (content: Content) => object>> = {
  GCM: firebase,
  APNS: apple,
  APNS_SANDBOX: apple,
};

/** `arn:aws:sns:<region>:<account>:app/<platform>/<name>` */
const platformOf = (application: string): string => application.split('/')[1] ?? '';

/** The message of SNS, with one text per platform; a problem when the platform is unknown, or the text too long for it. */
export const pushMessage = (push: Push): { readonly text: string } | { readonly problem: string } => {
  const platform = platformOf(push.to.application);
  const payload = PAYLOADS[platform]?.(push);
  if (!payload) return { problem: 'unknown_platform' };
  const text = JSON.stringify(payload);
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) return { problem: 'push_too_long' };
  return { text: JSON.stringify({ default: push.body, [platform]: text }) };
};
