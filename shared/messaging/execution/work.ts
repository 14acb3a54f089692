import type { SendingMessage } from '#shared/contracts/queue-messages.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { CursorMessage } from '../enqueue-steps.ts';
import { advance } from './advance.ts';
import { prepare } from './prepare.ts';
import type { TimeLeft } from './sending-messages.ts';
import { transmitPartition } from './transmit.ts';

type Work = (runtime: Runtime, step: CursorMessage, time: TimeLeft) => Promise<void>;

const ON_CURSORS: Readonly<Record<CursorMessage['type'], Work>> = {
  'sending.fill': prepare,
  'sending.lane': transmitPartition,
};

/** One step of a sending, as the queue brings it. */
export const workSending = async (
  runtime: Runtime,
  message: SendingMessage,
  time: TimeLeft,
): Promise<void> => {
  const { type, club, sending, part = 0, version = 0 } = message;
  if (type === 'sending.advance') return advance(runtime, club, sending);
  return ON_CURSORS[type](runtime, { type, club, sending, part, version }, time);
};
