import type { CallOptions } from './call.ts';
import { pause } from './pause.ts';

export interface WaitOptions<Status> extends Pick<CallOptions, 'signal'> {
  /** Called with every status, also the last one. */
  readonly onProgress?: (status: Status) => void;
  /** The longest pause between two questions; the first ones are shorter. 5 s if left out (contract §4.4). */
  readonly pollMs?: number;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Asks, with growing pauses, until the work has ended. */
export const waitUntil = async <Status>(
  ask: (options: CallOptions) => Promise<Status>,
  hasEnded: (status: Status) => boolean,
  { signal, onProgress, pollMs = LONGEST_PAUSE_MS }: WaitOptions<Status> = {},
): Promise<Status> => {
  for (let wait = Math.min(FIRST_PAUSE_MS, pollMs); ; wait = Math.min(pollMs, wait * 2)) {
    const status = await ask({ signal });
    onProgress?.(status);
    if (hasEnded(status)) return status;
    await pause(wait, signal);
  }
};
