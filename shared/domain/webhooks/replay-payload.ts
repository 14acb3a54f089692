import { instantOf, timeOn } from '../messaging/schedule.ts';
import { everyElement, listOfScalars } from '../validation/list-rules.ts';
import { problem } from '../validation/problem.ts';
import type { Rule } from '../validation/rule.ts';
import {
  each,
  excludes,
  isAbsent,
  optional,
  record,
  ruleThat,
  sequence,
  valueAt,
} from '../validation/rules.ts';
import { isText } from '../validation/value-rules.ts';
import { type EventRef, eventRefFrom } from './event-ref.ts';

/** Ids of events in one request, at most. */
const MAX_EVENT_IDS = 100;

export interface ReplayContext {
  readonly club: string;
  readonly subscription: number;
  readonly now: Date;
}

/** What is to be sent again: these events, what was delivered or dropped in a time, or what is left of that. */
export type ReplaySelection =
  | { readonly events: readonly EventRef[] }
  | { readonly from: string; readonly to: string }
  | { readonly cursor: string };

/** Of this subscription, whether or not it is stored. */
const isEventId = ({ club, subscription }: ReplayContext): Rule =>
  ruleThat((id) => eventRefFrom(club, subscription, String(id)) !== undefined, 'invalid');

const hasSelection: Rule = (body) =>
  ['event_ids', 'from', 'cursor'].every((key) => isAbsent(valueAt(body, key)))
    ? [problem('presence', valueAt(body, 'from'), {}, ['from'])]
    : [];

export const isReplay = (context: ReplayContext): Rule => {
  const past = optional(timeOn('must_be_in_the_past', context.now));
  return sequence(
    record({
      event_ids: optional(
        sequence(listOfScalars({ min: 1, max: MAX_EVENT_IDS }, ['string']), everyElement(isEventId(context))),
      ),
      from: past,
      to: past,
      cursor: optional(isText),
    }),
    each(
      hasSelection,
      excludes('from', 'event_ids'),
      excludes('to', 'event_ids'),
      excludes('cursor', 'event_ids'),
      excludes('from', 'cursor'),
      excludes('to', 'cursor'),
    ),
  );
};

const time = (value: unknown, otherwise: Date): string =>
  isAbsent(value) ? otherwise.toISOString() : new Date(instantOf(String(value))).toISOString();

/** @param body valid */
export const replaySelection = (
  body: unknown,
  { club, subscription, now }: ReplayContext,
): ReplaySelection => {
  const ids = valueAt(body, 'event_ids');
  if (Array.isArray(ids))
    return { events: [...new Set(ids)].flatMap((id) => eventRefFrom(club, subscription, id) ?? []) };
  const cursor = valueAt(body, 'cursor');
  if (typeof cursor === 'string') return { cursor };
  return { from: time(valueAt(body, 'from'), now), to: time(valueAt(body, 'to'), now) };
};
