import type { Club } from '#shared/domain/clubs/club.ts';
import { isService, SERVICE_RULES } from '#shared/domain/messaging/message-services.ts';
import type { SendingRulesContext } from '#shared/domain/messaging/sending-rules.ts';
import { isAbsent, valueAt } from '#shared/domain/validation/rules.ts';
import { requirePermit } from '#shared/require-permit.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** Who asks for an operation, and when. */
export interface Caller {
  readonly club: Club;
  readonly permits: readonly string[];
  readonly now: Date;
}

/** What an operation may use besides its input. */
export interface OperationContext extends Caller {
  readonly copy: UnitOfWork;
  readonly nextId: () => number;
}

export interface OperationInput {
  /** Id of the target as the path or `params` names it. */
  readonly target: number | undefined;
  /** Without its `message` or `sending` wrapper; unknown in every respect. */
  readonly payload: unknown;
}

/** The reply's body. @throws LoyaltyError with the documented answer of the original endpoint */
export type Operation = (
  context: OperationContext,
  input: OperationInput,
) => Promise<Record<string, unknown>>;

/** Managing messages of a service takes its permit (contract §5.2.2). The rules report an unknown service. */
export const requireServicePermit = (caller: Caller, service: unknown): void => {
  if (isService(service)) requirePermit(caller.permits, SERVICE_RULES[service].permit);
};

/** Setting a priority takes a permit of its own (contract §5.4). */
export const requirePriorityPermit = (caller: Caller, sending: unknown): void => {
  if (!isAbsent(valueAt(sending, 'priority')))
    requirePermit(caller.permits, 'Messages:Api:Sendings:SetPriority');
};

/** What rules about audiences ask, answered by what was loaded for them. */
export const audienceContext = (
  { club, now }: Caller,
  audiences: ReadonlySet<number>,
): Omit<SendingRulesContext, 'channels'> => ({
  club,
  schema: club.member_schema,
  audienceExists: (id) => audiences.has(id),
  now,
});
