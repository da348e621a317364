import { describe, expect, it, test } from 'vitest';
import { attributeBy } from '../../../src/domain/teams/attribute.ts';
import { readRules } from '../../../src/domain/teams/read-rules.ts';
import type { TeamRule } from '../../../src/domain/teams/rule.ts';

const rule = (team: string, field: TeamRule['field'], match: TeamRule['match'], pattern: string, priority = 0) =>
  ({ team, field, match, pattern, priority }) satisfies TeamRule;

describe('a rule', () => {
  test.each([
    ['contains', 'ar_', 'star_cpi', null],
    ['contains', 'ar_', 'us_AR_cpi', 'A'],
    ['contains', 'fb_a', 'x-fb-a-1', 'A'],
    ['contains', 'fb_a', 'a_fb', null],
    ['begins', 'pb', 'PB_agency', 'A'],
    ['begins', 'pb', 'x_pb', null],
    ['begins', 'pb', 'pbx', null],
    ['exact', 'Весна', ' весна', 'A'],
    ['exact', 'pb', 'pb_1', null],
  ] as const)('that %s “%s” finds in “%s”: %s', (match, pattern, value, team) => {
    const attribute = attributeBy([rule('A', 'utm_campaign', match, pattern)]);
    expect(attribute({ utm_campaign: value }).team).toBe(team);
    expect(attribute({ utm_source: value }).team).toBeNull();
  });

  it('of a source by its very name is surer than any other, and a priority is above both', () => {
    const rules = [rule('A', 'campaign', 'contains', 'spring'), rule('B', 'utm_source', 'exact', 'fb')];
    const sale = { utm_source: 'fb', campaign_name: 'spring' };
    expect(attributeBy(rules)(sale)).toEqual({ team: 'B', confidence: 'high', conflict: [] });
    expect(attributeBy([...rules, rule('C', 'campaign', 'exact', 'spring', 1)])(sale)).toMatchObject({ team: 'C' });
  });

  it('that another team matches equally leaves the sale to nobody, and says so', () => {
    const rules = [rule('B', 'campaign', 'contains', 'pb'), rule('A', 'creative', 'begins', 'pb')];
    const sale = { campaign_name: 'pb_agency', ad_name: 'pb 1' };
    expect(attributeBy(rules)(sale)).toEqual({ team: null, confidence: 'low', conflict: ['A', 'B'] });
    expect(attributeBy([...rules, rule('A', 'campaign', 'exact', 'pb_agency', 1)])(sale).team).toBe('A');
  });
});

it('is read from a table with or without a head; what cannot be read is named by its line', () => {
  const lines = (...rows: string[]) => rows.map((row, index) => ({ line: index + 1, cells: row.split(',') }));
  const expected = { rules: [rule('A', 'utm_source', 'exact', 'fb')], problems: [] };
  expect(readRules(lines('A,utm_source,fb'))).toEqual(expected);
  expect(readRules(lines('Шаблон,Команда,Поле', 'fb,A,UTM_source'))).toEqual(expected);
  expect(readRules(lines('team,field,what', 'A,utm_source,fb'))).toBeNull();
  const bad = lines(',utm_source,fb', 'A,source,fb', 'A,campaign,__', 'A,campaign,x,like', 'A,campaign,x,exact,-1');
  expect(readRules(bad)?.problems.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
});
