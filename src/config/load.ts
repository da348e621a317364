import { z } from 'zod';
import { build, weakTokens } from './build.ts';
import { problemsBetween, type RawEnv, warningsFor } from './checks.ts';
import type { Loaded } from './config.ts';
import { moneyProblems, tokenProblems } from './lists.ts';
import { type Shape, type VariableName, variables } from './variables.ts';

const schema = z.object(
  Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, variable.schema])) as Shape,
  { error: 'is not set' },
);

/**
 * Reads the whole environment at once. Answers with a frozen configuration, or with every problem by variable name:
 * what is wrong and what to do, never the value. Empty counts as unset.
 */
export function loadConfig(env: RawEnv = process.env): Loaded {
  const set = withoutEmpty(env);
  const parsed = schema.safeParse(set);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => fieldProblem(issue, set))),
    ...problemsBetween(set),
    ...moneyProblems(set),
    ...tokenProblems(set),
  ];
  if (!parsed.success || problems.length > 0) return { ok: false, problems: [...new Set(problems)] };
  return {
    ok: true,
    config: deepFreeze(build(parsed.data)),
    warnings: [...warningsFor(set), ...weakTokens(parsed.data)],
  };
}

function withoutEmpty(env: RawEnv): RawEnv {
  const entries = Object.entries(env).map(([name, value]) => [name, value?.trim() || undefined] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function fieldProblem(issue: z.core.$ZodIssue, env: RawEnv): string {
  const name = String(issue.path[0]);
  if (env[name] === undefined)
    return `${name}: is not set; it is required: ${variables[name as VariableName].meaning.replace(/\*\*required\*\*: /, '')}`;
  return `${name}: ${issue.message}`;
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (part !== null && typeof part === 'object') deepFreeze(part);
  return Object.freeze(value);
}
