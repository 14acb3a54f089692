import { createRequire } from 'node:module';

/** What Postman itself reads collections with; a CommonJS package that names no types. */
const sdk = createRequire(import.meta.url)('postman-collection');

interface PostmanRequest {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The collection after an import. */
export const imported = (json: object): any => new sdk.Collection(json);

/** Every request as Postman would send it. @param values of variables, instead of the collection's own */
export const requestsOf = (json: object, values: Readonly<Record<string, string>>): PostmanRequest[] => {
  const collection = imported(json);
  for (const [name, value] of Object.entries(values)) collection.variables.upsert({ key: name, value });
  const requests: PostmanRequest[] = [];
  collection.forEachItem((item: any) => {
    const request = new sdk.Request(item.request.toObjectResolved({ variables: collection.variables }));
    requests.push({
      name: item.name,
      method: request.method,
      url: request.url.toString(),
      headers: request.getHeaders(),
      body: request.body?.raw,
    });
  });
  return requests;
};
