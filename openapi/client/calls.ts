import type { Node } from '../document/node.ts';

/** One operation as the client calls it. */
export interface Call {
  /** The contract's id, `members.get-by-email`. */
  readonly id: string;
  readonly group: string;
  readonly verb: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly permit: string;
  readonly inPath: readonly Node[];
  readonly inQuery: readonly Node[];
  readonly body: Node | undefined;
  readonly reply: Node;
  /** Statuses of replies that say that nothing was done, without an error code. */
  readonly refusals: Readonly<Record<string, Node>>;
  readonly errors: readonly string[];
  readonly security: readonly string[];
  /** The key of a page's records, where the reply is a page. */
  readonly items: string | undefined;
  /** Whether it takes an `Idempotency-Key`. */
  readonly key: boolean;
}

type Document = Node & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Node>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Node>>>>;
};

const camel = (name: string): string =>
  name.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase());

const resolved = ({ components }: Document, node: Node): Node => {
  const { $ref } = node;
  if (typeof $ref !== 'string') return node;
  const [section = '', name = ''] = $ref.split('/').slice(2);
  return components[section]?.[name] ?? {};
};

const schemaIn = (holder: unknown): Node | undefined =>
  (holder as { content?: Record<string, { schema: Node }> } | undefined)?.content?.['application/json']
    ?.schema;

const HTTP_DONE = 300;

const repliesOf = (document: Document, operation: Node) =>
  Object.entries(operation['responses'] as Readonly<Record<string, Node>>).map(([status, node]) => ({
    status,
    node: resolved(document, node),
  }));

/** An answer that is no error and no success is a reply beside the errors of its status. */
const refusalOf = ({ anyOf, ...schema }: Node, errors: unknown): Node | undefined => {
  const ours = (anyOf as readonly Node[] | undefined) ?? [schema];
  return errors === undefined ? ours[0] : (anyOf as readonly Node[] | undefined)?.find(isNoError);
};

const ERRORS = /\/(Error|MemberErrors|InvalidParameters)$/;
const isNoError = ({ $ref }: Node): boolean => typeof $ref === 'string' && !ERRORS.test($ref);

const pageKey = (document: Document, reply: Node): string | undefined => {
  const { properties = {} } = resolved(document, reply) as { properties?: Readonly<Record<string, Node>> };
  if (!('pagination_info' in properties)) return undefined;
  return Object.keys(properties).find((key) => properties[key]?.['type'] === 'array');
};

const callOf = (document: Document, path: string, method: string, operation: Node): Call => {
  const [group = '', verb = ''] = String(operation['operationId']).split('.');
  const parameters = (operation['parameters'] as readonly Node[]).map((one) => resolved(document, one));
  const replies = repliesOf(document, operation);
  const done = replies.find(({ status }) => Number(status) < HTTP_DONE);
  const reply = schemaIn(done?.node) ?? {};
  const others = replies.filter((one) => one !== done);
  return {
    id: `${group}.${verb}`,
    group: camel(group),
    verb: camel(verb),
    method: method.toUpperCase(),
    path,
    summary: String(operation['summary']),
    permit: String(operation['x-permit']),
    inPath: parameters.filter((one) => one['in'] === 'path' && one['name'] !== 'loyalty_club_slug'),
    inQuery: parameters.filter((one) => one['in'] === 'query'),
    body: schemaIn(operation['requestBody']),
    reply,
    refusals: Object.fromEntries(
      others.flatMap(({ status, node }) => {
        const refusal = refusalOf(schemaIn(node) ?? {}, node['x-error-codes']);
        return refusal ? [[status, refusal]] : [];
      }),
    ),
    errors: others.flatMap(({ node }) => (node['x-error-codes'] as readonly string[] | undefined) ?? []),
    security: (operation['security'] as readonly Node[]).flatMap((one) => Object.keys(one)),
    items: pageKey(document, reply),
    key: parameters.some((one) => one['name'] === 'Idempotency-Key'),
  };
};

/** Each operation of the document that has each endpoint once, in its order. */
export const callsOf = (openApi: Node): readonly Call[] => {
  const document = openApi as Document;
  return Object.entries(document.paths).flatMap(([path, ways]) =>
    Object.entries(ways).map(([method, operation]) => callOf(document, path, method, operation)),
  );
};
