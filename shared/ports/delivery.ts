import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { emailSender } from '#shared/delivery/email.ts';
import { pushSender } from '#shared/delivery/push.ts';
import type { Mail, Push, Send, Senders, Sms } from '#shared/delivery/send-outcome.ts';
import { smsSender } from '#shared/delivery/sms.ts';
import { ENV } from '#shared/env-names.ts';
import type { Port } from '#shared/runtime.ts';
import { NO_RETRY } from './aws-calls.ts';
import { pushEndpointStore } from './push-endpoint-store.ts';

const email: Port<Send<Mail>> = (runtime) =>
  emailSender(new SESv2Client(NO_RETRY), runtime.env(ENV.mailConfigurationSet));
const sms: Port<Send<Sms>> = () => smsSender(new SNSClient(NO_RETRY));
const push: Port<Send<Push>> = (runtime) =>
  pushSender(new SNSClient(NO_RETRY), runtime.use(pushEndpointStore));

/** Each sender is built when it is used, for a function is granted only what it sends. */
export const senders: Port<Senders> = (runtime) => ({
  email: (mail) => runtime.use(email)(mail),
  sms: (text) => runtime.use(sms)(text),
  push: (message) => runtime.use(push)(message),
});
