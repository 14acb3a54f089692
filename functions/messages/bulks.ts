import { messagesBulks } from '#shared/contracts/message-bulks.ts';
import {
  type BulkOperation,
  checkOperation,
  isBulkBody,
  operationsFrom,
} from '#shared/domain/messaging/bulk-operations.ts';
import { refuseProblems } from '#shared/domain/validation/invalid-parameters.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { messagesBulks as validator } from '#shared/http/generated/all-errors.js';
import { answerTo } from '#shared/http/replies.ts';
import {
  hasFailed,
  type Outcome,
  runOperations,
  unusedInPayloads,
} from '#shared/messaging/editing/run-operations.ts';
import { fitsResult } from '#shared/reply-size.ts';

const resultsOf = (operations: readonly BulkOperation[], outcomes: readonly Outcome[]) =>
  outcomes.map((outcome, index) => ({
    ...operations[index]?.echo,
    response: 'error' in outcome ? answerTo(outcome.error) : { status: 200, body: outcome.body },
  }));

/** A bulk whose results do not fit into a reply changes nothing. */
const refuseUntellable =
  (operations: readonly BulkOperation[]) =>
  (outcomes: readonly Outcome[]): void => {
    if (fitsResult(JSON.stringify({ results: resultsOf(operations, outcomes) }))) return;
    throw new LoyaltyError('body_too_large', {
      message: 'The results are too large to be answered at once; send fewer operations',
    });
  };

export const handler = endpoint(
  messagesBulks,
  validator,
)(async (request, runtime) => {
  const body = request.body();
  refuseProblems(isBulkBody(checkOperation)(body));
  const operations = operationsFrom(body);
  const caller = { club: request.club, permits: request.client.permits };
  const replyTo = (outcomes: readonly Outcome[]) => ({
    status: hasFailed(outcomes) ? 470 : 200,
    body: { results: resultsOf(operations, outcomes) },
    ignored: unusedInPayloads(operations),
  });
  return replyTo(
    await runOperations(runtime, caller, operations, refuseUntellable(operations), (outcomes) =>
      request.idempotency.writes(replyTo(outcomes)),
    ),
  );
});
