/** Mutants that no test can notice, because they behave like the original, each with the reason. */
import { BULK_ENTRIES } from './equivalent-bulk.ts';
import { DATA_ENTRIES } from './equivalent-data.ts';

interface Equivalent {
  readonly file: string;
  /** As the report prints it: `declaration: original → mutant`. */
  readonly id: string;
  readonly reason: string;
}

export type Entry = readonly [file: string, reason: string, ...ids: readonly string[]];

const ENTRIES: readonly Entry[] = [
  [
    'shared/http/steps/body-text.ts',
    'No JSON begins with either byte: the answer is 406, by gzip or by JSON.',
    'isGzip: bytes[0] === 0x1f && bytes[1] === 0x8b → (bytes[0] === 0x1f)',
    'isGzip: bytes[0] === 0x1f && bytes[1] === 0x8b → (bytes[1] === 0x8b)',
  ],
  [
    'shared/http/steps/body-text.ts',
    'The bytes of what is no text are a TypeError one line later.',
    "read: typeof body !== 'string' → false",
  ],
  [
    'shared/http/steps/client-authorization.ts',
    'The step before refuses requests without this header; the fallback is for the compiler.',
    "ownHeader: headers['x-client-authorization'] ?? '' → (headers['x-client-authorization'])",
  ],
  [
    'shared/http/steps/json-body.ts',
    'The careful parser answers the same, ten times slower.',
    'parse: !MAY_HOLD_FORBIDDEN_KEY.test(text) → false',
  ],
  [
    'shared/http/steps/required-headers.ts',
    'Only families without clubs have neither, and they read none.',
    "clubOf: inPath ?? inHeader ?? '' → (inPath ?? inHeader)",
  ],
  [
    'shared/confirmations/outcome.ts',
    'An outcome without errors has none to show; the question is for the compiler.',
    "answerOf: 'errors' in confirmation → true",
  ],
  [
    'shared/sessions/change-password.ts',
    'What is no text has errors; the second question is for the compiler.',
    "validateNewPassword: password.length > 0 || typeof wanted !== 'string' → (password.length > 0)",
  ],
  [
    'shared/sessions/revoke.ts',
    'Sessions are found below the club of the request, where the token of another names none.',
    'revoke: !claims || claims.club !== club → (!claims)',
  ],
  [
    'shared/sessions/change-password.ts',
    'Whoever decides again asks only whether the answer is CONFLICT.',
    'changePassword: true → false',
  ],
  [
    'shared/bulk/accept.ts',
    'Any word that is no number names a request without one.',
    "nameOf: bulk.requestNumber ?? bulk.idempotencyUuid ?? 'auto' → (bulk.requestNumber ?? bulk.idempotencyUuid)",
  ],
  [
    'shared/bulk/accept.ts',
    'The client of the table leaves out what is undefined.',
    'identity: operation !== undefined && { operation } → ({ operation })',
  ],
  [
    'shared/bulk/accept.ts',
    'An attempt only has to be another than the one before.',
    'record: (seen?.attempt ?? 0) + 1 → (seen?.attempt ?? 0) - 1',
  ],
  [
    'shared/data/messaging/sending-cursors.ts',
    'Who closes a cursor moves its version, and who reads a closed one makes no step.',
    'openUnchangedCondition: #state = :open → (#state = :open OR NOT #state = :open)',
  ],
  [
    'shared/http/steps/client-authorization.ts',
    'The step before refuses requests without this header; the fallback is for the compiler.',
    "TOKEN_IN: headers['authorization'] ?? '' → (headers['authorization'])",
  ],
  [
    'shared/http/steps/json-body.ts',
    'The parser has this hook, and throws errors only; both questions are for the compiler.',
    'parse: parser.before?.(exchange as never) → parser.before(exchange as never)',
    "parse: cause instanceof Error && cause.message === 'Forbidden key in JSON body' → (cause.message === 'Forbidden key in JSON body')",
  ],
  [
    'shared/http/steps/json-body.ts',
    'What is no text is no JSON either: the answer is the same 406.',
    "jsonBody: typeof text !== 'string' → false",
  ],
  [
    'shared/http/steps/member-token.ts',
    'No header is no token, whether it is empty text or missing.',
    "memberToken: internal.headers['authorization'] ?? '' → (internal.headers['authorization'])",
  ],
  [
    'shared/http/steps/path-parameters.ts',
    'The gateway matched the path, so its parameters are there; both fallbacks are for the compiler.',
    "pathParameters: event.pathParameters?.[name] ?? '' → (event.pathParameters?.[name])",
    'pathParameters: event.pathParameters?.[name] → event.pathParameters[name]',
  ],
  [
    'shared/confirmations/verify-email.ts',
    'Whoever decides again finds that the token holds no longer, and answers the same.',
    "verifyEmail: failedChecks.includes('token') → false",
  ],
  [
    'shared/bulk/rows/process-rows.ts',
    'A row is missing only where rows say by what they update; the fallback is for the compiler.',
    "missingErrors: options.update_by ?? 'id' → (options.update_by)",
  ],
  [
    'shared/bulk/rows/resolve.ts',
    'A row is unowned by the claim that names it, so there is one; the question is for the compiler.',
    'skipUnmatched: namingClaim(context, row, known) ?? [] → (namingClaim(context, row, known))',
    'skipUnmatched: claim && orphans.has(claim) → (orphans.has(claim))',
  ],
  [
    'shared/bulk/rows/process-rows.ts',
    'A round without rows does nothing.',
    'processRows: round <= MAX_ROUNDS && open.length > 0 → (round <= MAX_ROUNDS)',
    'processRows: open.length > 0 → open.length >= 0',
  ],
  [
    'shared/bulk/rows/update-rows.ts',
    'There is a result for each statement; the fallback is for the compiler.',
    "updateRows: results[index] ?? 'again' → (results[index])",
  ],
  [
    'shared/bulk/work-chunk.ts',
    'Errors are of rows of the chunk; the question is for the compiler.',
    'namesOf: row → true',
  ],
  [
    'shared/confirmations/pages/texts.ts',
    'The language was chosen among these; the fallback is for the compiler.',
    'localize: LANGUAGES.get(language) ?? EN → (LANGUAGES.get(language))',
  ],
  [
    'shared/messaging/execution/prepare-partition.ts',
    'A partition of the audience has an audience; the fallback is for the compiler.',
    'sourceOf: sending.audience_id ?? 0 → (sending.audience_id)',
  ],
  [
    'shared/messaging/execution/advance.ts',
    'A sending in this status has its time; the fallback is for the compiler.',
    "startTransmission: sending.entity.next_at ?? '' → (sending.entity.next_at)",
  ],
  [
    'shared/messaging/execution/recipients-source.ts',
    'Recipients with a member have its id here; the fallback is for the compiler.',
    'dispatchesToMember: recipient.member_id ?? 0 → (recipient.member_id)',
  ],
  ...BULK_ENTRIES,
  ...DATA_ENTRIES,
];

export const EQUIVALENT: readonly Equivalent[] = ENTRIES.flatMap(([file, reason, ...ids]) =>
  ids.map((id) => ({ file, id, reason })),
);
