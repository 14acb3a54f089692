import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEMO } from '../../openapi/document/curl.ts';
import { postmanCollection } from '../../openapi/postman/collection.ts';
import { operations } from '../support/openapi.ts';
import { imported, requestsOf } from '../support/postman.ts';

const FILE = new URL('../../loyalty-club.postman_collection.json', import.meta.url);
const json: any = JSON.parse(readFileSync(FILE, 'utf8'));

describe('the Postman collection', () => {
  it('is what the catalogue says', () => {
    expect(json).toEqual(JSON.parse(JSON.stringify(postmanCollection())));
  });

  it('imports as a collection of format 2.1', () => {
    expect(json.info.schema).toBe('https://schema.getpostman.com/json/collection/v2.1.0/collection.json');
    expect(imported(json).toJSON().item).toHaveLength(json.item.length);
    expect(
      imported(json)
        .items.all()
        .map(({ name }: any) => name),
    ).toEqual(json.item.map(({ name }: any) => name));
  });

  it('has a request for every operation, without a variable that is not defined', () => {
    const sent = requestsOf(json, {}).map(({ method, url }) => `${method} ${new URL(url).pathname}`);
    for (const { route } of operations) {
      const pattern = new RegExp(`^${route.replace(/\{\w+\}/g, '[^/]+')}$`);
      expect(
        sent.some((one) => pattern.test(one)),
        route,
      ).toBe(true);
    }
    for (const { url, headers } of requestsOf(json, {}))
      expect(`${url}${JSON.stringify(headers)}`).not.toContain('{{');
  });

  it('keeps its secrets in variables', () => {
    const { variable, ...rest } = json;
    expect(variable.map(({ key }: any) => key)).toEqual(
      expect.arrayContaining(['base_url', 'token', 'admin_token', 'club']),
    );
    for (const secret of [DEMO.token, DEMO.adminToken]) expect(JSON.stringify(rest)).not.toContain(secret);
  });
});
