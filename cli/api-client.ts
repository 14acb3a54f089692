import { createClient, type LoyaltyClient } from '../packages/client/src/main.ts';
import { type ApiOptions, accessOf } from './api-access.ts';
import { apiFailure } from './api-failures.ts';
import { UsageError } from './failures.ts';
import type { CommandContext } from './run.ts';

/** A command is one of an operator's many: a stack that does not answer fails soon. */
const RETRIES = 2;

const clientOf = (access: ReturnType<typeof accessOf>): LoyaltyClient => {
  try {
    return createClient({ ...access, retries: RETRIES, userAgent: 'loyalty' });
  } catch (error) {
    // What no request could be made of is a wrong command line.
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
};

/**
 * Calls the API as the client token of the options.
 * @throws ApiRefused, CommandFailed, UsageError
 */
export const throughApi = async <T>(
  context: CommandContext,
  options: ApiOptions,
  act: (client: LoyaltyClient) => Promise<T>,
): Promise<T> => {
  const access = accessOf(options, context, process.env);
  const client = clientOf(access);
  try {
    return await act(client);
  } catch (error) {
    throw apiFailure(error, access.url);
  }
};
