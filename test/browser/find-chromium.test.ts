import { expect, it } from 'vitest';
import { findChromium } from './chromium.ts';

it('says in one sentence what to do where there is no Chromium', () => {
  expect(() => findChromium({ PATH: '/nowhere' })).toThrow(
    'install it (Debian: apt install chromium) or set CHROMIUM_PATH',
  );
  expect(() => findChromium({ CHROMIUM_PATH: '/nowhere/chrome' })).toThrow('/nowhere/chrome, which cannot be run');
});
