import { ownValue } from '../member-schema/json-value.ts';
import type { ConsentDefinition, MemberSchema } from '../member-schema/schema.ts';
import type { ChangeOrigin } from './change-origin.ts';
import type { Consent, Consents } from './consents.ts';
import {
  changesInScope,
  type MemberChanges,
  type MemberTransition,
  memberChanges,
} from './member-changes.ts';
import type { ProductScope } from './product-scope.ts';

/** What one version of a member changed, by whom and when. */
export interface ChangeLine {
  readonly club: string;
  readonly member: number;
  /** Of the member after the change. */
  readonly version: number;
  readonly type: 'created' | 'changed';
  /** UTC ISO 8601 with milliseconds. */
  readonly at: string;
  /** `null` for a member that was stored before origins were kept. */
  readonly changed: ChangeOrigin | null;
  readonly changes: MemberChanges;
  /** Of the consents that were answered differently, by slug. */
  readonly consents: Readonly<Record<string, AnsweredConsent>>;
}

/** What a line keeps of an answer beside its status and its time. */
interface AnsweredConsent {
  /** Of the text that was answered; `null` where the club's schema has none any more. */
  readonly version: string | null;
  readonly evidence: string | null;
}

/** Days for which a club that sets nothing keeps the changes of its members. */
export const CHANGES_KEPT_DAYS = 400;

const answerInLine = (
  { version, evidence }: Consent,
  text: ConsentDefinition | undefined,
): AnsweredConsent => ({
  version: version ?? text?.version ?? null,
  evidence: evidence ?? null,
});

/**
 * @param schema of the club: a member keeps the version of a text only where a restore named it
 * @param committed when the change was committed: a restored member has the times of another system
 * @returns nothing where nothing that callers see has changed, and for a removal: it takes the member's lines along
 */
export const changeLine = (
  transition: MemberTransition,
  { consents: texts = {} }: Pick<MemberSchema, 'consents'>,
  committed: string,
): ChangeLine | undefined => {
  if (transition.type === 'destroyed') return undefined;
  const { type, member } = transition;
  const changes = memberChanges(transition);
  if (Object.keys(changes).length === 0) return undefined;
  const { club, id, version, changed, updated_at } = member;
  const at = changed?.source === 'restore' ? committed : updated_at;
  const consents = Object.entries(member.consents)
    .filter(([slug]) => Object.hasOwn(changes, `consents.${slug}`))
    .map(([slug, consent]) => [
      slug,
      answerInLine(consent, Object.hasOwn(texts, slug) ? texts[slug] : undefined),
    ]);
  return { club, member: id, version, type, at, changed, changes, consents: Object.fromEntries(consents) };
};

/** When a change was made, and where it came from. */
const originView = ({ at, changed }: ChangeLine) => ({
  changed_at: at,
  source: changed?.source ?? null,
  client: changed?.client ?? null,
  product: changed?.product ?? null,
  subproduct: changed?.subproduct ?? null,
  request_id: changed?.request_id ?? null,
});

/** As operators and clients read it. @param scope properties that the reader may see; nothing = all */
export const changeView = (line: ChangeLine, scope?: ProductScope | undefined) => ({
  version: line.version,
  type: line.type,
  ...originView(line),
  changes: changesInScope(line.changes, scope),
});

/** The answers to a consent that a line recorded: one, or none. */
export const answersIn = (line: ChangeLine, slug: string) => {
  const is = ownValue(line.changes, `consents.${slug}`) as { readonly is?: Consent } | undefined;
  const { version = null, evidence = null } = (ownValue(line.consents, slug) ??
    {}) as Partial<AnsweredConsent>;
  return is?.is
    ? [{ status: is.is.status, updated_at: is.is.updated_at, version, evidence, ...originView(line) }]
    : [];
};

/** What a member answers to a consent now; `null`: it never did. */
export const currentAnswer = (consents: Consents, slug: string) => {
  const consent = Object.hasOwn(consents, slug) ? consents[slug] : undefined;
  if (!consent) return null;
  const { status, updated_at, version = null, evidence = null } = consent;
  return { status, updated_at, version, evidence };
};
