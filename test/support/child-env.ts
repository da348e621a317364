import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * What every process of a test is given of ours. They share a cache of compiled modules, since some hundred servers are
 * started: half of a start's work is reading TypeScript.
 */
export const childEnv = {
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  NODE_COMPILE_CACHE: path.join(tmpdir(), 'payops-compiled'),
} as const;
