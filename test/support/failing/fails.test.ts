import { expect, it } from 'vitest';
import { newPostgresUrl } from '../database-offer.ts';

it('fails on purpose, after PostgreSQL was started', async () => {
  expect(await newPostgresUrl()).toBe('something else');
});
