import { expect, test } from 'vitest';
import { findQuery } from '../../bot/query.ts';

test.each(['cus_1', 'pi_7', 'purchase_cus_1_2', 'anna@gmail.com', '+7 916 123-45-67'])('%s is looked up', (words) => {
  expect(findQuery(words)).toBe(words);
});

test.each(['cus_', 'in_time?', 'see pi_1 please', 'a@b'])('%s is ordinary talk', (words) => {
  expect(findQuery(words)).toBeNull();
});
