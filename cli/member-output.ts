import type { Member } from '../packages/client/src/main.ts';
import { type Column, fieldsOf } from './output.ts';

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const property = ({ properties }: Member, name: string): string =>
  Object.hasOwn(properties, name) ? shown(properties[name]) : '-';

/** First and last name are properties as any other: a club may have neither. */
const nameOf = (member: Member): string =>
  ['first_name', 'last_name']
    .map((name) => property(member, name))
    .filter((name) => name !== '-')
    .join(' ') || '-';

export const MEMBER_COLUMNS: readonly Column<Member>[] = [
  { title: 'ID', value: ({ id }) => id },
  { title: 'E-MAIL', value: (member) => property(member, 'email') },
  { title: 'NUMBER', value: (member) => property(member, 'msisdn') },
  { title: 'NAME', value: nameOf },
  { title: 'MAIL', value: ({ email_status }) => email_status },
  { title: 'SMS', value: ({ sms_status }) => sms_status },
  { title: 'PUSH', value: ({ push_status }) => push_status },
  { title: 'CREATED', value: ({ created_at }) => created_at },
];

/** `name: value` lines, those behind the first below it. */
export const listed = (values: Readonly<Record<string, unknown>>, indent: string): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}: ${shown(value)}`)
    .join(`\n${indent}`) || 'none';

const INDENT = ' '.repeat('Properties  '.length);

export const memberText = (member: Member): string =>
  fieldsOf({
    Member: member.id,
    Properties: listed(member.properties, INDENT),
    Consents: listed(member.consents, INDENT),
    'E-mail': member.email_status,
    SMS: member.sms_status,
    Push: member.push_status,
    Created: `${member.created_at} by ${member.optin_channel ?? '-'}`,
    Updated: `${member.updated_at} by ${member.updated_channel ?? '-'}`,
  });
