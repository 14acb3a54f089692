/**
 * What the groups of the catalogue hold, in the order in which a newcomer reads them; the first part of an endpoint's
 * id names its group.
 */
export const TAGS: Readonly<Record<string, string>> = {
  clubs: 'The club as its clients see it',
  members: 'Members, one at a time and listed; mailed tokens',
  'member-bulks': 'Members in bulk, in the background',
  'member-imports': 'Imports of members, in the background',
  'member-messages': 'What was sent to a member',
  'member-changes': 'What changed of a member',
  oauth: "Members' log-in and their tokens",
  me: 'The logged-in member',
  messages: 'Messages, their bulks and settings',
  sendings: 'Sendings of messages',
  dispatches: 'What a sending sent, and to whom',
  webhooks: 'Subscriptions of other systems to changes of members',
  tokens: 'Client tokens, what they may be allowed to do, and named sets of that',
};

/** The group of an endpoint: `members.get-by-email` → `members`. */
export const tagOf = ({ id }: { readonly id: string }): string => id.slice(0, id.indexOf('.'));

/** `member-bulks` → `Member bulks`. */
export const displayName = (tag: string): string =>
  tag === 'oauth' ? 'OAuth' : `${tag.charAt(0).toUpperCase()}${tag.slice(1).replaceAll('-', ' ')}`;
