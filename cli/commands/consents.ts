import type { Command } from 'commander';
import { proveConsents } from '#shared/admin/prove-consents.ts';
import { UsageError } from '../failures.ts';
import { type Column, type Report, tableOf } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';

interface ProveOptions {
  readonly club: string;
  readonly email?: string;
  readonly msisdn?: string;
}

type Proof = Awaited<ReturnType<typeof proveConsents>>;
type Answer = Proof['erased'][number]['answers'][number] & { readonly evidence?: string | null };

const COLUMNS: readonly Column<Answer>[] = [
  { title: 'CONSENT', value: ({ slug }) => slug },
  { title: 'ANSWER', value: ({ status }) => (status ? 'given' : 'refused') },
  { title: 'AT', value: ({ updated_at }) => updated_at },
  { title: 'TEXT', value: ({ version }) => version ?? '-' },
  { title: 'EVIDENCE', value: ({ evidence }) => (evidence ? JSON.stringify(evidence) : '-') },
];

const answersText = (title: string, answers: readonly Answer[]): string =>
  answers.length === 0 ? `${title}: no answer.` : `${title}:\n\n${tableOf(COLUMNS, answers)}`;

const proofText = ({ member, erased }: Proof): string =>
  [
    ...(member ? [answersText(`Member ${member.id}`, member.answers)] : []),
    ...erased.map(({ erased_at, answers }) => answersText(`A member erased at ${erased_at}`, answers)),
  ].join('\n\n') || 'Nothing is known of this identifier.';

const prove = async (context: CommandContext, { club, email, msisdn }: ProveOptions): Promise<Report> => {
  const name = email ?? msisdn;
  if (name === undefined || (email !== undefined && msisdn !== undefined))
    throw new UsageError('Pass either --email or --msisdn.');
  const identifier = email === undefined ? 'msisdn' : 'email';
  const proof = await proveConsents(context.db(), context.secret(), { club, identifier, name });
  return { json: proof, text: proofText(proof) };
};

/** Adds `loyalty consents …`. */
export const addConsentCommands = (program: Command): void => {
  program
    .command('consents')
    .description('what members answered to consents')
    .command('prove')
    .description('show what is known of the consents of an address or number, also after an erasure')
    .requiredOption('--club <slug>', 'the club')
    .option('--email <address>', 'the e-mail address')
    .option('--msisdn <number>', 'the phone number')
    .addHelpText(
      'after',
      `
Of a member: the answers that hold, and those that are recorded (changes_kept_days of the club file), with their
evidence. Of an erased one: status, time and version of the text, for consent_proofs_kept_years of the club file, under
a keyed hash of each identifier; it needs the master secret (--secret or SECRET_ID).

Example:
  loyalty --local consents prove --club infinity-mall --email kari@example.com`,
    )
    .action(reporting(prove));
};
