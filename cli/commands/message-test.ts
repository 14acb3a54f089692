import type { Command } from 'commander';
import type { MemberName } from '#shared/admin/member-lookup.ts';
import type { Dispatch, LoyaltyClient, RecipientPayload, Sending } from '../../packages/client/src/main.ts';
import { type ApiOptions, addApiOptions } from '../api-access.ts';
import { throughApi } from '../api-client.ts';
import { assignment, between, wholeNumber } from '../arguments.ts';
import { EXIT, exitCodesText } from '../exit-codes.ts';
import { UsageError } from '../failures.ts';
import { askUntil } from '../import/ask-until.ts';
import { interruption } from '../interruption.ts';
import { kindOf } from '../member-names.ts';
import { fieldsOf, type Report } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';

interface TestOptions extends ApiOptions {
  readonly to: string;
  readonly value?: ReadonlyMap<string, string>;
  readonly wait: number;
}

const ADDRESSES: Readonly<Record<MemberName, (to: string) => RecipientPayload>> = {
  id: (to) => {
    if (!/^[1-9]\d{0,15}$/.test(to))
      throw new UsageError('--to takes the id of a member, an e-mail address, or a number with a +.');
    return { member_id: Number(to) };
  },
  email: (email) => ({ email }),
  msisdn: (msisdn) => ({ msisdn }),
};

const POLL_SECONDS = 1;

const ENDED: ReadonlySet<Sending['status']> = new Set(['transmitted', 'skipped', 'cancelled', 'failed']);

/** The sending when it has ended, or nothing when the time is up. */
const endOf = async (
  client: LoyaltyClient,
  id: number,
  signal: AbortSignal,
): Promise<Sending | undefined> => {
  const ended = async () => {
    const { sending } = await client.sendings.get({ id }, { signal });
    return ENDED.has(sending.status) ? sending : undefined;
  };
  try {
    return await askUntil(ended, POLL_SECONDS, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
};

interface Outcome {
  readonly sending: Sending;
  readonly dispatches: readonly Dispatch[];
}

const excludedText = ({ exclusions = {} }: Sending): string => Object.keys(exclusions).join(', ');

const dispatchText = ({
  type,
  email,
  msisdn,
  transmission_status,
  external_delivery_status,
}: Dispatch): string =>
  [type, email ?? msisdn ?? 'app', transmission_status, external_delivery_status].filter(Boolean).join(' ');

const reportOf = ({ sending, dispatches }: Outcome, isInterrupted: boolean): Report => {
  const isSent = dispatches.some(({ transmission_status }) => transmission_status === 'transmitted');
  const excluded = excludedText(sending);
  const fields = fieldsOf({
    Sending: sending.id,
    Status: sending.status,
    ...(excluded !== '' && { Excluded: excluded }),
    ...(dispatches.length > 0 && { Dispatches: dispatches.map(dispatchText).join(', ') }),
  });
  const advice = ENDED.has(sending.status) ? '' : '\n\nIt has not ended yet. "sendings show" follows it.';
  const exitCode = isInterrupted ? EXIT.interrupted : isSent ? EXIT.done : EXIT.incomplete;
  return { json: { sending, dispatches }, text: `${fields}${advice}`, exitCode };
};

const send = async (context: CommandContext, id: number, options: TestOptions): Promise<Report> => {
  const { to, value: values = new Map(), wait } = options;
  const recipient = { ...ADDRESSES[kindOf(to)](to), properties: Object.fromEntries(values) };
  const { signal, end } = interruption();
  const within = AbortSignal.any([signal, AbortSignal.timeout(wait * 1000)]);
  try {
    const outcome = await throughApi(context, options, async (client) => {
      const body = { sending: { schedule: { type: 'immediate' }, recipients: [recipient] } } as const;
      const { sending } = await client.sendings.create({ id }, body);
      const ended = await endOf(client, sending.id, within);
      if (ended?.status !== 'transmitted') return { sending: ended ?? sending, dispatches: [] };
      return { sending: ended, dispatches: (await client.dispatches.list({ id: sending.id })).dispatches };
    });
    return reportOf(outcome, signal.aborted);
  } finally {
    end();
  }
};

/** Adds `loyalty messages send-test`. */
export const addMessageTestCommand = (messages: Command): void => {
  addApiOptions(messages.command('send-test').description('send a message to one recipient, at once'))
    .argument('<id>', 'the message id', wholeNumber)
    .requiredOption('--to <recipient>', 'the id of a member, an e-mail address, or a number with a +')
    .option('--value <name=value>', 'a value for the templates; repeat for more', assignment)
    .option('--wait <seconds>', 'how long to wait for the end of the sending', between(0, 600, false), 60)
    .addHelpText(
      'after',
      `
The API has no call for a test: this creates a sending with this one recipient, which stays in the list of the
message's sendings. The message really goes out and costs what it costs; an address that a member has gets it as that
member, and it is in the member's history. The templates get --value, and of a member its properties.

${exitCodesText({
  done: 'the provider took the message',
  incomplete: 'the recipient gets nothing, for the reason that is shown; or the sending has not ended yet',
  interrupted: 'interrupted; the sending goes on',
})}

Examples:
  loyalty --local messages send-test 3 --club infinity-mall --to 42
  loyalty --local messages send-test 3 --club infinity-mall --to me@example.com --value first_name=Kari`,
    )
    .action(reporting(send));
};
