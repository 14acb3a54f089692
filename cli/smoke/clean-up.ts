import { isLoyaltyApiError } from '../../packages/client/src/main.ts';
import { ALL_MEMBERS, type SmokeContext } from './smoke-context.ts';

/** Long enough for a queue that is busy. */
const PATIENCE_MS = 120_000;

const ignoreNotFound = async <T>(call: Promise<T>): Promise<T | undefined> => {
  try {
    return await call;
  } catch (error) {
    if (isLoyaltyApiError(error) && error.status === 404) return undefined;
    throw error;
  }
};

/** Jobs that are still under way would make members after they were removed. */
const waitForJobs = async ({ client, names }: SmokeContext): Promise<void> => {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  await ignoreNotFound(client.memberBulks.job(names.job).waitUntilFinished({ signal }));
  await ignoreNotFound(client.memberImports.import(names.import).waitUntilFinished({ signal }));
};

const removeMember = async ({ client, names }: SmokeContext, nth: number): Promise<void> => {
  const member = await ignoreNotFound(client.members.getByEmail({ email: names.email(nth) }));
  if (!member) return;
  await ignoreNotFound(client.members.destroy({ id: member.id, send_email_unsubscribe_message: false }));
};

const removeMessages = async ({ client, names }: SmokeContext): Promise<void> => {
  // They are among the newest: older pages need not be searched.
  for (const sendings_status of ['draft', 'scheduled', 'finished'] as const) {
    const { messages } = await client.messages.list({ sendings_status });
    const made = messages.filter(({ name }) => [names.message, names.sentMessage].includes(name));
    for (const { id } of made) await ignoreNotFound(client.messages.destroy({ id }));
  }
};

const CLEANINGS: Readonly<Record<string, (context: SmokeContext) => Promise<void>>> = {
  jobs: waitForJobs,
  messages: removeMessages,
  ...Object.fromEntries(
    ALL_MEMBERS.map((nth) => [`member ${nth}`, (context: SmokeContext) => removeMember(context, nth)]),
  ),
};

/**
 * Removes whatever the run may have made, found by names that were known before: also what was made by a request
 * whose answer was lost. It has no signal: an interrupted run cleans up too.
 * @returns what could not be removed, and why
 */
export const cleanUp = async (context: SmokeContext): Promise<readonly string[]> => {
  const problems: string[] = [];
  for (const [what, clean] of Object.entries(CLEANINGS)) {
    try {
      await clean(context);
    } catch (error) {
      problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return problems;
};
