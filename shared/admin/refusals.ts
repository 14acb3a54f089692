import type { ClubFileProblem } from '#shared/domain/clubs/club-file-shape.ts';

/** Why a command of an operator is refused: one row per reason, with a summary for documents. */
const REFUSALS = {
  club_file_invalid: 'The club file has problems; each is listed with its place',
  club_exists: 'A club of that slug exists',
  club_in_use: 'The club has members, or work under way',
  table_protected: 'The table is protected from deletion: its clubs are, too',
  club_unknown: 'There is no club of that slug',
  club_changed: 'The club has changed since it was read',
  import_unknown: 'There is no import of that id in the club',
  job_ambiguous: 'Several client tokens have a job of that id',
  job_unknown: 'There is no job of that id in the club',
  member_unknown: 'There is no member of that id in the club',
  message_unknown: 'There is no message of that id in the club',
  name_invalid: 'The name of a token is empty, too long or not one line',
  permit_unknown: 'There is no permit of that name',
  permits_missing: 'A token without permits and policies can do nothing',
  policy_unknown: 'There is no policy of that name',
  product_unknown: 'A club of the token has no product of that name',
  sending_not_stoppable: 'The sending is a draft, or has ended',
  sending_unknown: 'There is no sending of that id in the club',
  shadow_not_askable: 'A log-in would not ask the old system either',
  shadow_off: 'The club has no shadow log-in',
  secret_invalid: 'The given secret cannot be a client token',
  secret_malformed: 'The secret is not a master secret',
  secret_exists: 'The given secret is a client token already',
  token_unknown: 'There is no client token of that id',
} as const satisfies Record<string, string>;

type Refusal = keyof typeof REFUSALS;

/** An operation that was refused; nothing was written. The message is for people and says what to do. */
export class OperationRefused extends Error {
  override readonly name = 'OperationRefused';
  readonly code: Refusal;
  /** The places in the club file, for `club_file_invalid`. */
  readonly problems: readonly ClubFileProblem[];

  constructor(code: Refusal, message: string, problems: readonly ClubFileProblem[] = []) {
    super(message);
    this.code = code;
    this.problems = problems;
  }
}
