/** The AWS Query protocol of SNS: a form in the body, XML in the reply. */
import { randomUUID } from 'node:crypto';

/** Errors of the actions that we know, SNS API reference. */
const ERRORS = {
  AuthorizationError: 403,
  EndpointDisabled: 400,
  InternalError: 500,
  InvalidAction: 400,
  InvalidParameter: 400,
  NotFound: 404,
  Throttled: 429,
} as const satisfies Record<string, number>;

export type SnsErrorCode = keyof typeof ERRORS;

export class SnsError extends Error {
  readonly code: SnsErrorCode;

  constructor(code: SnsErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Answers with the values of the result, by name. */
export type SnsAction = (form: URLSearchParams) => Readonly<Record<string, string>>;

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';
const MAX_ENTRIES = 100;

const xmlText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** `<list>.entry.N.<key>` beside `<list>.entry.N.<one of values>`. */
export const readEntries = (
  form: URLSearchParams,
  list: string,
  key: string,
  values: readonly string[],
): Record<string, string> => {
  const entries: Record<string, string> = {};
  for (let index = 1; index <= MAX_ENTRIES; index += 1) {
    const entry = `${list}.entry.${index}`;
    const name = form.get(`${entry}.${key}`);
    if (name === null) break;
    const found = values.map((value) => form.get(`${entry}.${value}`)).find((value) => value !== null);
    entries[name] = found ?? '';
  }
  return entries;
};

interface XmlReply {
  readonly status: number;
  readonly xml: string;
}

const succeeded = (action: string, result: Readonly<Record<string, string>>, metadata: string): XmlReply => {
  const values = Object.entries(result).map(([name, value]) => `<${name}>${xmlText(value)}</${name}>`);
  const body = `<${action}Result>${values.join('')}</${action}Result>`;
  return {
    status: 200,
    xml: `<${action}Response xmlns="${NAMESPACE}">${body}<ResponseMetadata>${metadata}</ResponseMetadata></${action}Response>`,
  };
};

const failed = ({ code, message }: SnsError, metadata: string): XmlReply => {
  const status = ERRORS[code];
  const fault = `<Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code>`;
  const body = `<Error>${fault}<Message>${xmlText(message)}</Message></Error>`;
  return { status, xml: `<ErrorResponse xmlns="${NAMESPACE}">${body}${metadata}</ErrorResponse>` };
};

export const answerQuery = (actions: Readonly<Record<string, SnsAction>>, body: string): XmlReply => {
  const metadata = `<RequestId>${randomUUID()}</RequestId>`;
  try {
    const form = new URLSearchParams(body);
    const name = form.get('Action') ?? '';
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (!action) throw new SnsError('InvalidAction', `The action ${name} is not valid here.`);
    return succeeded(name, action(form), metadata);
  } catch (error) {
    if (!(error instanceof SnsError)) throw error;
    return failed(error, metadata);
  }
};
