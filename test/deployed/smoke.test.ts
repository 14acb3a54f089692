import { expect, it } from 'vitest';
import { given } from './support/given.ts';
import { openMall, smoke } from './support/operator.ts';

it('passes the smoke test with a club and a token made by the operator', async () => {
  const { stage } = given();
  const mall = await openMall(stage, 'smoke-mall');
  const { code, stdout, stderr } = await smoke(stage, mall.slug, mall.token);
  expect(`${stdout}${stderr}`).not.toContain('FAIL');
  expect([code, stderr]).toEqual([0, '']);
});
