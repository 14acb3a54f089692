/** Mutants that no test can notice, because they behave like the original, each with the reason. */
export interface Equivalent {
  readonly file: string;
  /** As the report prints it: `declaration: original → mutant`. */
  readonly id: string;
  readonly reason: string;
}

type Entry = readonly [file: string, reason: string, ...ids: readonly string[]];

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
    'shared/http/steps/body-text.ts',
    'Without text the next step answers the same 406.',
    "read: throw new LoyaltyError('body_not_json', { cause }); → ;",
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
    "judged: password.length > 0 || typeof wanted !== 'string' → (password.length > 0)",
  ],
  [
    'shared/sessions/log-in.ts',
    'Whoever has no password has not logged in by one; the question is for the compiler.',
    'upgrade: stored === null || !(await hashes.needsRehash(stored)) → (!(await hashes.needsRehash(stored)))',
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
    "nameOf: bulk.requestNumber ?? 'auto' → (bulk.requestNumber)",
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
    'openAsSeen: #state = :open → (#state = :open OR NOT #state = :open)',
  ],
];

export const EQUIVALENT: readonly Equivalent[] = ENTRIES.flatMap(([file, reason, ...ids]) =>
  ids.map((id) => ({ file, id, reason })),
);
