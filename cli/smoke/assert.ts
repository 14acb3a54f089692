import { type ApiErrorCode, isLoyaltyApiError } from '../../packages/client/src/main.ts';

/** A reply that differs from the one a check expects. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/** A check that cannot be made here, and why. */
export class CheckSkipped extends Error {
  override readonly name = 'CheckSkipped';
}

export const assert = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new CheckFailed(otherwise);
};

export const assertEqual = (what: string, actual: unknown, wanted: unknown): void =>
  assert(
    JSON.stringify(actual) === JSON.stringify(wanted),
    `${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`,
  );

/** The call must be refused, with this status and this code. */
export const assertRefused = async (
  call: Promise<unknown>,
  status: number,
  code: ApiErrorCode,
): Promise<void> => {
  try {
    await call;
  } catch (error) {
    if (!isLoyaltyApiError(error)) throw error;
    assertEqual('The answer', `${error.status} ${error.code}`, `${status} ${code}`);
    return;
  }
  throw new CheckFailed(`It was not refused with ${status} ${code}`);
};
