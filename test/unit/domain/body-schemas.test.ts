import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { ErrorSymbol, Problem } from '#shared/domain/validation/problem.ts';
import { type Rule, schemaOf } from '#shared/domain/validation/rule.ts';
import { asObject, isAbsent, sequence } from '#shared/domain/validation/rules.ts';
import type { Node } from '../../../openapi/document/node.ts';
import { BODY_RULES, PAYLOAD_RULES } from '../../../openapi/document/payloads.ts';
import { portable } from '../../../openapi/document/portable.ts';
import fc from '../../support/property.ts';
import { nearlyOf, valuesOf } from '../../support/schema-values.ts';

/** What JSON Schema cannot say: it needs stored records, settings, the calendar, Liquid or two places at once. */
const BEYOND_SCHEMAS: ReadonlySet<ErrorSymbol> = new Set<ErrorSymbol>([
  'not_configured',
  'template_does_not_exist',
  'template_does_not_match_channel',
  'wrapper_type_does_not_match',
  'liquid_syntax_error',
  'invalid_msisdn',
  'invalid_email',
  'invalid_url',
  'must_be_in_the_future',
  'is_relevant_only_for_campaign_service',
  'sending_must_have_audience_or_recipients',
]);

/** Fields of conditions, names of permits, and clubs are what the club or the installation has. */
const RECORDED = /conditions\.\d+\.field$|token\.(permits|policies|loyalty_club_ids)\.\d+$/;
/** Ids of events are those of one subscription. */
const EVENT_ID = /event_ids\.\d+$/;
/** A replay needs one of three keys. */
const SELECTION = /^from$/;
/** The value of a condition depends on its type, too. */
const TYPED = /conditions\.\d+\.value(\.\d+)?$/;

/** A recipient needs an address of a channel of the message. */
const ELSEWHERE = /recipients\.\d+\.base$/;

const isBeyondSchemas = ({ error, path }: Problem): boolean => {
  const place = path.join('.');
  return (
    BEYOND_SCHEMAS.has(error) ||
    ELSEWHERE.test(place) ||
    (error === 'inclusion' && RECORDED.test(place)) ||
    (error === 'invalid' && EVENT_ID.test(place)) ||
    (error === 'presence' && SELECTION.test(place))
  );
};

/** Problems of bodies that their schemas may accept or not: a list before its elements, the calendar. */
const isOfEither = ({ error, path }: Problem): boolean =>
  ['types_must_be_unique', 'invalid_iso_8601_time'].includes(error) ||
  (error === 'invalid' && path.at(-1) === 'in') ||
  (['not_a_number', 'must_be_a_boolean'].includes(error) && TYPED.test(path.join('.')));

const ajv = new Ajv2020({ allowUnionTypes: true });

/** Keys that no rule names are dropped (contract §1.5), so nothing is wrong with them. */
const open = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(open);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => keyword !== 'additionalProperties')
      .map(([keyword, value]) => [keyword === 'oneOf' ? 'anyOf' : keyword, open(value)]),
  );
};

/** Beside the id of a member the addresses of a recipient are ignored (contract §5.2.8). */
const withoutIgnored = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutIgnored);
  if (typeof value !== 'object' || value === null) return value;
  const member = asObject(value)['member_id'];
  const ignored = isAbsent(member) ? [] : ['msisdn', 'email', 'app_token'];
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !ignored.includes(key))
      .map(([key, one]) => [key, withoutIgnored(one)]),
  );
};

/** Spellings that the rules read and the document does not show (contract §5.3.1, §5.4). */
const hasOtherSpelling = (body: unknown): boolean => {
  const text = JSON.stringify(body);
  return text.includes('"data":') || /"type":"inline","id":/.test(text);
};

const { MessagePayload, MessageUpdatePayload, SendingPayload } = PAYLOAD_RULES;
const OPERATIONS: Readonly<Record<string, Rule>> = {
  'create message': MessagePayload,
  'update message': MessageUpdatePayload,
  'create sending': SendingPayload,
  'update sending': SendingPayload,
};

/** What is wrong with the operations of a bulk, whose payloads are validated when they run. */
const problemsOfPayloads = (body: unknown): readonly Problem[] => {
  const { operations } = asObject(body);
  return (Array.isArray(operations) ? operations : []).flatMap(
    ({ type, entity, payload }) => OPERATIONS[`${type} ${entity}`]?.(payload) ?? [],
  );
};

const RUNS = { numRuns: 150 };

describe.each(Object.entries<Rule>(BODY_RULES))('the body of %s', (_id, bodyRule) => {
  const schema = portable(schemaOf(bodyRule) as Node);
  const problemsOf = (body: unknown) =>
    sequence(bodyRule, problemsOfPayloads)(body).filter((one) => !isBeyondSchemas(one));

  it('passes the rules when its schema accepts it', () => {
    fc.assert(
      fc.property(valuesOf(schema), (body) => {
        expect(problemsOf(body).filter((one) => !isOfEither(one))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('has values that its schema accepts, as generated', () => {
    const accepts = ajv.compile(schema);
    fc.assert(
      fc.property(valuesOf(schema), (body) => {
        expect(accepts(body), ajv.errorsText(accepts.errors)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('is accepted by its schema when it passes the rules', () => {
    const accepts = ajv.compile(open(schema) as object);
    fc.assert(
      fc.property(nearlyOf(schema), (body) => {
        if (problemsOf(body).length > 0 || hasOtherSpelling(body)) return;
        expect(accepts(withoutIgnored(body)), ajv.errorsText(accepts.errors)).toBe(true);
      }),
      RUNS,
    );
  });
});
