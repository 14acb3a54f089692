import type { Channel, SenderType } from '#shared/vocabulary.ts';

/**
 * No message id came back. `failed`: not sent, for good; `deferred`: not sent yet, so that a repeat is safe (RFC 3463
 * class 4); `unknown`: it may have been sent.
 */
export interface SendFailure {
  readonly state: 'failed' | 'deferred' | 'unknown';
  /** A name or code. */
  readonly reason: string;
  /** What the provider's client threw; its text quotes addresses and goes nowhere. */
  readonly cause?: Error;
}

/** What is known after a provider was asked to send; `providerId` is its name for the message. */
export type SendOutcome = { readonly state: 'sent'; readonly providerId: string } | SendFailure;

/** Sends one message through one channel; never throws for what a provider answers. */
export type Send<Message> = (message: Message) => Promise<SendOutcome>;

export interface Mail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Extra header fields, one line each. */
  readonly headers: Readonly<Record<string, string>>;
  /** Come back with every report of SES about the mail; names and values of letters, digits, `_` and `-`. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Sms {
  readonly sender: { readonly type: SenderType; readonly value: string };
  /** E.164 digits without `+`. */
  readonly to: string;
  readonly text: string;
}

export interface PushTarget {
  /** ARN of the platform application at SNS that serves the installation. */
  readonly application: string;
  /** Address of the installation at Firebase or Apple. */
  readonly token: string;
  /** ARN of the installation's endpoint, when it is known. */
  readonly endpoint: string | null;
}

export interface Push {
  readonly to: PushTarget;
  /** The member who has the device; nothing for a token that belongs to no member. */
  readonly deviceOwner: { readonly club: string; readonly member: number } | null;
  readonly title: string | null;
  readonly body: string;
  /** What the app opens. */
  readonly uri: string | null;
  readonly image_url: string | null;
}

/** What the sender of each channel takes. */
interface Messages {
  readonly email: Mail;
  readonly sms: Sms;
  readonly push: Push;
}

/** A message ready for the sender of its channel. */
export type Outgoing = {
  [Name in Channel]: { readonly channel: Name; readonly message: Messages[Name] };
}[Channel];

/** Ways to reach a member. */
export type Senders = { readonly [Name in Channel]: Send<Messages[Name]> };
