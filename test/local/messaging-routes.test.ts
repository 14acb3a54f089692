import { describe, expect, it } from 'vitest';
import { matchRoute } from '../../local/gateway/routes.ts';

describe('paths below v1/messages', () => {
  it.each([
    ['GET', 'v1/messages', 'messages.list'],
    ['POST', 'v1/messages', 'messages.create'],
    ['GET', 'v1/messages/80', 'messages.get'],
    ['PUT', 'v1/messages/80', 'messages.update'],
    ['DELETE', 'v1/messages/80', 'messages.destroy'],
    ['POST', 'v1/messages/bulks', 'messages.bulks'],
    ['GET', 'v1/messages/settings', 'messages.settings'],
    ['POST', 'v1/messages/80/sendings', 'sendings.create'],
    ['GET', 'v1/messages/sendings/3958', 'sendings.get'],
    ['PUT', 'v1/messages/sendings/3958', 'sendings.update'],
    ['PUT', 'v1/messages/sendings/3958/cancel', 'sendings.cancel'],
    ['GET', 'v1/messages/sendings/3958/dispatches', 'dispatches.list'],
    ['GET', 'v1/messages/sendings/3958/dispatches/members', 'dispatches.members'],
  ])('%s %s is %s', (method, path, id) => {
    expect(matchRoute(method, path.split('/'))?.contract.id).toBe(id);
  });

  it.each([
    ['GET', 'v1/messages/bulks/1'],
    ['POST', 'v1/messages/sendings/1'],
    ['DELETE', 'v1/messages/sendings/1'],
    ['GET', 'v1/messages/80/sendings'],
  ])('%s %s is none', (method, path) => {
    expect(matchRoute(method, path.split('/'))).toBeUndefined();
  });
});
