import { DEMO, type Variable } from './document/curl.ts';
import { OWN_VALUES, type OwnValue } from './examples/own-values.ts';

/** How the Postman collection and the file for REST clients write what differs from stack to stack. */

/** `MEMBER_ID` → `member_id` */
const nameOf = (value: OwnValue): string => value.toLowerCase();

export const variable: Variable = (value) => `{{${nameOf(value)}}}`;

/** Every variable with the value of the documents. */
export const VARIABLES: Readonly<Record<string, string>> = {
  base_url: DEMO.origin,
  token: DEMO.token,
  admin_token: DEMO.adminToken,
  club: DEMO.club,
  ...Object.fromEntries(Object.entries(OWN_VALUES).map(([name, value]) => [nameOf(name as OwnValue), value])),
};

/** Text with variables in place of what they hold. */
export const withVariables = (value: string): string =>
  value
    .replaceAll(DEMO.token, '{{token}}')
    .replaceAll(DEMO.adminToken, '{{admin_token}}')
    .replaceAll(DEMO.club, '{{club}}')
    .replace(/\{\{([A-Z_]+)\}\}/g, (_, name: OwnValue) => variable(name));
