import { RetryLater } from '#shared/errors.ts';
import { unsentError } from '#shared/ports/message-queue.ts';
import { reportsQueue } from '#shared/ports/reports-queue.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { LogLine } from '#shared/worker/logs.ts';
import { notificationOf } from './notification.ts';

/**
 * Puts lines of a provider's log beside its other reports. Sent twice, a line is taken twice, which changes nothing.
 * @throws RetryLater when one could not be sent
 */
export const forwardLogLines = async (runtime: Runtime, lines: readonly LogLine[]): Promise<void> => {
  if (lines.length === 0) return;
  const messages = lines.map(({ text, at }, index) => ({
    id: String(index),
    body: JSON.stringify(notificationOf(text, at)),
  }));
  const unsent = await runtime.use(reportsQueue).send(messages);
  if (unsent.length > 0)
    throw new RetryLater(`${unsent.length} lines could not be forwarded`, { cause: unsentError(unsent) });
};
