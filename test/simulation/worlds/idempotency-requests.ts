import { CHUNK_MAX_ROWS } from '#shared/domain/bulk/bulk-request.ts';
import type { Chance } from '../random.ts';

/** Whether the values of a request are refused: some depend on what other requests have done. */
type Refusal = 'never' | 'always' | 'perhaps';

export const KINDS = ['member', 'message', 'sending', 'operations', 'bulk', 'import'] as const;
type Kind = (typeof KINDS)[number];

/** One request that a caller sends under a key, with a body of its own. */
export interface Version {
  readonly kind: Kind;
  /** Names its effect; no other request has it. */
  readonly label: string;
  readonly refusal: Refusal;
  readonly endpoint: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** What the club has at the beginning. */
export interface Stored {
  readonly message: number;
}

/** An address that several requests want, so that all but one are refused. */
const CONTESTED = ['kari@a.no', 'ola@a.no'];

type Parts = Pick<Version, 'endpoint' | 'path' | 'body'>;
type Make = (label: string, refusal: Refusal, stored: Stored, chance: Chance) => Parts;

const messageOf = (label: string, refusal: Refusal) => ({
  name: label,
  unknown_key: 1,
  channels:
    refusal === 'always'
      ? []
      : [
          {
            type: 'sms',
            template: { type: 'inline', definition: { type: 'plain', content: { body: 'Hi' } } },
          },
        ],
});

/** A request of a bulk is known by its number of rows; only its first ones are valid. */
export const rowsOf = (label: string): number => Number(/\d+/.exec(label)?.[0]);
const VALID_ROWS = 2;

const membersOf = (label: string, refusal: Refusal): object[] =>
  refusal === 'always'
    ? []
    : Array.from({ length: rowsOf(label) }, (_, row) => ({
        properties: {
          email: row < VALID_ROWS ? `${label}-${row}@b.no` : `no-address-${row}`,
          first_name: 'R',
          last_name: `${label}-${row}`,
        },
      }));

const MAKERS: Readonly<Record<Kind, Make>> = {
  member: (label, refusal, _stored, chance) => {
    const email = refusal === 'perhaps' ? chance.pick(CONTESTED) : `${label}@a.no`;
    const first_name = refusal === 'always' ? 7 : 'F';
    return {
      endpoint: 'members.create',
      body: { properties: { email, first_name, last_name: label }, unknown_key: 1 },
    };
  },
  message: (label, refusal) => ({
    endpoint: 'messages.create',
    body: { message: messageOf(label, refusal) },
  }),
  sending: (label, refusal, { message }) => ({
    endpoint: 'sendings.create',
    path: { id: String(message) },
    body: {
      sending: {
        draft: true,
        unknown_key: 1,
        recipients: refusal === 'always' ? [] : [{ msisdn: '4741111111', properties: { label } }],
      },
    },
  }),
  operations: (label, refusal) => ({
    endpoint: 'messages.bulks',
    body: {
      operations: ['never', refusal].map((each) => ({
        entity: 'message',
        type: 'create',
        payload: messageOf(label, each as Refusal),
      })),
    },
  }),
  bulk: (label, refusal) => ({
    endpoint: 'member-bulks.create-or-update',
    body: { members: membersOf(label, refusal), unknown_key: 1 },
  }),
  import: (label, refusal) => ({
    endpoint: 'member-imports.create',
    body: { members: membersOf(label, refusal), unknown_key: 1 },
  }),
};

/** Items that one effect of a kind makes in one transaction. */
export const ITEMS: Readonly<Record<Kind, number>> = {
  member: 1,
  message: 1,
  sending: 1,
  operations: 2,
  bulk: 1,
  import: 1,
};

const REFUSALS: readonly Refusal[] = ['never', 'never', 'perhaps'];

/** Requests of one caller, each with an effect of its own. @param number of those that were made before */
export const makeVersion = (
  kind: Kind,
  number: number,
  wrong: boolean,
  stored: Stored,
  chance: Chance,
): Version => {
  const isContested = kind === 'member' && !wrong;
  const refusal = wrong ? 'always' : isContested ? chance.pick(REFUSALS) : 'never';
  const chunks = chance.happens(0.2) ? CHUNK_MAX_ROWS : 0;
  const label = `L${VALID_ROWS + number + chunks}`;
  return { kind, label, refusal, ...MAKERS[kind](label, refusal, stored, chance) };
};
