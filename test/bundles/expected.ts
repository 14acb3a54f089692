import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, SQSEvent } from 'aws-lambda';
import { CATALOGUE, PAGES } from '#shared/contracts/catalogue.ts';
import { SCHEDULED_WORKERS } from '#shared/contracts/scheduled-workers.ts';
import { readEvent } from '../support/events.ts';
import { documentProblem } from '../support/openapi.ts';

/**
 * What the events come to on a table that holds the demo clubs, their messages and tokens, and member 42 of the documents;
 * 200 where no row names one.
 */
const STATUSES: Readonly<Record<string, readonly string[]>> = {
  404: [
    'members.get',
    'members.get-by-email',
    'members.get-by-msisdn',
    'members.update',
    'members.destroy',
    'members.reset-password',
    'members.unsubscribe',
    'members.verify-email',
    'member-changes.list',
    'member-changes.consents',
    'member-messages.get',
    'member-messages.list',
    'member-bulks.status',
    'member-imports.show',
    'member-imports.bulk',
    'member-imports.bulk-by-request-number',
    'pages.unsubscribe',
    'pages.verify-email',
    'pages.reset-password',
    'pages.secure-account',
    'router.not-found',
    // No club has a subscription.
    ...['webhooks.show', 'webhooks.update', 'webhooks.destroy', 'webhooks.rotate-secret', 'webhooks.test'],
    'webhooks.deliveries',
    'webhooks.replay',
  ],
  // A draft cannot be cancelled.
  405: ['sendings.cancel'],
  // The demo club wants a last name.
  422: ['members.create'],
  // The access token is made up.
  460: [
    'me.get',
    'me.update',
    'me.destroy',
    'me.update-password',
    'me.update-app-token',
    'me.app-tokens',
    'oauth.token-info',
  ],
};

const statusOf = (id: string): number =>
  Number(Object.keys(STATUSES).find((status) => STATUSES[status]?.includes(id)) ?? 200);

/** Reports that say what became of a message; the others are done when they are read. */
const OUTCOME = /^sqs\/report-(?!greeting|mail-delay)/;

const allOf = (file: string) => ({
  batchItemFailures: readEvent<SQSEvent>(file).Records.map(({ messageId }) => ({
    itemIdentifier: messageId,
  })),
});

const NOTHING = { batchItemFailures: [] };

/** Lambda takes an invocation of these for done when it does not fail. */
const WITHOUT_RESULT: readonly string[] = [...SCHEDULED_WORKERS.map(({ id }) => id), 'workers.sms-status'];

/** What a worker answers to its event source, as JSON. */
const batchResponse = (id: string, file: string) => {
  if (WITHOUT_RESULT.includes(id)) return null;
  // Sealed by nobody, and reports on messages that were not sent yet: they come again.
  if (id === 'workers.deliver' || OUTCOME.test(file)) return allOf(file);
  return NOTHING;
};

const isApi = (file: string): boolean => file.startsWith('api-gateway/');

/** What a function is documented to make of an event. */
export const expectedOf = (id: string, file: string): unknown =>
  isApi(file) ? { status: statusOf(id), problem: undefined } : batchResponse(id, file);

/** The same of what it made of it: of a reply its status, and how it differs from openapi.json. */
export const told = (id: string, file: string, result: unknown): unknown => {
  if (!isApi(file)) return result;
  const { statusCode: status = 0, body, headers = {} } = result as APIGatewayProxyStructuredResultV2;
  // Pages answer HTML, and the default route is none of the document's.
  if (PAGES.some((page) => page.id === id) || !CATALOGUE.some((one) => one.id === id)) return { status };
  const { routeKey } = readEvent<APIGatewayProxyEventV2>(file);
  return {
    status,
    problem: documentProblem(routeKey, { status, body: JSON.parse(body ?? 'null'), headers }),
  };
};
