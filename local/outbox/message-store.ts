import { closeSync, mkdtempSync, openSync, read, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Channel } from '#shared/vocabulary.ts';
import type { SentMessage } from './sent-message.ts';

/** What a list shows of a message. */
export interface ListedMessage extends Pick<SentMessage, 'channel' | 'to' | 'subject' | 'at'> {
  /** From 1, in the order of sending. */
  readonly number: number;
}

interface Indexed extends ListedMessage {
  readonly offset: number;
  readonly bytes: number;
}

interface Segment {
  readonly path: string;
  readonly file: number;
  readonly first: number;
  size: number;
  readonly messages: Indexed[];
}

interface MessageFilter {
  readonly channel?: Channel | undefined;
  /** A part of a recipient's address; upper and lower case are the same. */
  readonly to?: string | undefined;
}

interface MessagePage {
  /** Newest first. */
  readonly messages: readonly ListedMessage[];
  /** Messages that the filter selects. */
  readonly total: number;
  /** `before` of the next page. */
  readonly next: number | null;
}

export interface MessageStore {
  add(message: SentMessage): ListedMessage;
  page(filter: MessageFilter & { readonly before?: number | undefined; readonly limit: number }): MessagePage;
  find(number: number): Promise<SentMessage | undefined>;
  /** The newest message to exactly this address on one of these channels. */
  newestTo(address: string, channels: readonly Channel[]): Promise<SentMessage | undefined>;
  /** Oldest first. */
  all(): AsyncGenerator<SentMessage>;
  stop(): Promise<void>;
}

/** The oldest messages go in so large a piece. */
const SEGMENT_MESSAGES = 25_000;
const MAX_SEGMENTS = 8;

const readFile = promisify(read);

const listed = ({ offset: _, bytes: __, ...message }: Indexed): ListedMessage => message;

const selects = ({ channel, to }: MessageFilter): ((message: ListedMessage) => boolean) => {
  const part = to?.toLowerCase().replace(/^\+/, '') ?? '';
  return (message) =>
    (channel === undefined || message.channel === channel) &&
    (part === '' || message.to.some((address) => address.toLowerCase().includes(part)));
};

/**
 * Keeps the newest messages, 175,000 at least: their content in temporary files, and what lists show in memory.
 * The files are gone when the stack has stopped.
 */
export const createMessageStore = (segmentMessages = SEGMENT_MESSAGES): MessageStore => {
  const folder = mkdtempSync(join(tmpdir(), 'loyalty-outbox-'));
  // A stack that is stopped hard has no other chance.
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  const segments: Segment[] = [];
  let last = 0;

  const openSegment = (): Segment => {
    const path = join(folder, `${last + 1}.jsonl`);
    const segment = { path, file: openSync(path, 'w+', 0o600), first: last + 1, size: 0, messages: [] };
    segments.push(segment);
    return segment;
  };
  const close = ({ file, path }: Segment) => {
    closeSync(file);
    rmSync(path, { force: true });
  };
  const current = (): Segment => {
    const segment = segments.at(-1);
    if (segment && segment.messages.length < segmentMessages) return segment;
    if (segments.length === MAX_SEGMENTS) segments.splice(0, 1).forEach(close);
    return openSegment();
  };
  const contentOf = async ({ file }: Segment, { offset, bytes }: Indexed): Promise<SentMessage> => {
    const { buffer } = await readFile(file, Buffer.alloc(bytes), 0, bytes, offset);
    return JSON.parse(buffer.toString());
  };
  function* newestFirst(before = last + 1): Generator<readonly [Segment, Indexed]> {
    for (const segment of segments.toReversed()) {
      for (
        let place = Math.min(segment.messages.length, before - segment.first) - 1;
        place >= 0;
        place -= 1
      ) {
        const message = segment.messages[place];
        if (message) yield [segment, message];
      }
    }
  }

  return {
    add(message) {
      const segment = current();
      const line = Buffer.from(`${JSON.stringify(message)}\n`);
      writeSync(segment.file, line, 0, line.length, segment.size);
      last += 1;
      const { channel, to, subject, at } = message;
      const indexed = { number: last, channel, to, subject, at, offset: segment.size, bytes: line.length };
      segment.messages.push(indexed);
      segment.size += line.length;
      return listed(indexed);
    },
    page({ before = last + 1, limit, ...filter }) {
      const wanted = selects(filter);
      const messages: ListedMessage[] = [];
      let total = 0;
      let next: number | null = null;
      for (const [, message] of newestFirst()) {
        if (!wanted(message)) continue;
        total += 1;
        if (message.number >= before) continue;
        if (messages.length < limit) messages.push(listed(message));
        else next ??= messages.at(-1)?.number ?? null;
      }
      return { messages, total, next };
    },
    async find(number) {
      const segment = segments.findLast(({ first }) => first <= number);
      const message = segment?.messages[number - segment.first];
      return segment && message && contentOf(segment, message);
    },
    async newestTo(address, channels) {
      for (const [segment, message] of newestFirst())
        if (channels.includes(message.channel) && message.to.includes(address))
          return contentOf(segment, message);
      return undefined;
    },
    async *all() {
      for (const segment of [...segments])
        for (const message of [...segment.messages]) yield await contentOf(segment, message);
    },
    async stop() {
      process.off('exit', removeFolder);
      segments.splice(0).forEach(close);
      removeFolder();
    },
  };
};
