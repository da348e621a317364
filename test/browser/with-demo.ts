import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchChromium } from './chromium.ts';
import { type OpenDemo, openDemo, PHONE } from './demo-page.ts';
import { type Demo, freePort, startDemo } from './demo-process.ts';

type WithDemo = Readonly<{
  demo: () => Demo;
  open: (viewport?: typeof PHONE) => Promise<OpenDemo>;
  /** A scene on a phone, which must not make the browser complain or the page wider than the phone. */
  onPhone: (scene: (page: Page) => Promise<void>) => Promise<void>;
}>;

/** One demo and one browser for all tests of a file; both end with it. */
export function withDemo(): WithDemo {
  let browser: Browser;
  let running: Demo;
  beforeAll(async () => {
    browser = await launchChromium();
    running = await startDemo({ PORT: String(await freePort()) });
  });
  afterAll(async () => {
    await running?.stop();
    await browser?.close();
  });
  const open: WithDemo['open'] = (viewport) => openDemo(browser, running.url, viewport);
  return {
    demo: () => running,
    open,
    onPhone: async (scene) => {
      const { page, troubles } = await open(PHONE);
      await scene(page);
      expect(await widerBy(page)).toBeLessThanOrEqual(0);
      expect(troubles).toEqual([]);
      await page.close();
    },
  };
}

/** By how many pixels the page is wider than its window. */
export function widerBy(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
}
