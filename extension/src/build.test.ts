// @vitest-environment node
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { build } from 'wxt';
import { z } from 'zod';

const root = path.join(import.meta.dirname, '..');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rollcall-build-'));
  vi.stubEnv('NODE_ENV', 'production');
  for (const browser of ['chrome', 'firefox'])
    await build({ root, browser, outDir: folder, outDirTemplate: '{{browser}}', logger: quiet });
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const nothing = (): void => undefined;
const quiet = {
  debug: nothing,
  log: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  success: nothing,
  level: 0,
};

const read = (browser: string, file: string) => readFile(path.join(folder, browser, file), 'utf8');
const manifestOf = async (browser: string) =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(await read(browser, 'manifest.json')));

describe('the build', () => {
  it('asks for nothing at install but the agent’s address, in both browsers', async () => {
    for (const browser of ['chrome', 'firefox'])
      expect(await manifestOf(browser)).toMatchObject({
        manifest_version: 3,
        default_locale: 'en',
        permissions: ['storage', 'alarms', 'scripting', 'activeTab'],
        host_permissions: ['http://127.0.0.1/*'],
        optional_host_permissions: ['*://*/*'],
      });
  });

  it('has nothing that a page could find or that runs on a site by itself', async () => {
    for (const browser of ['chrome', 'firefox']) {
      const manifest = await manifestOf(browser);
      for (const key of ['content_scripts', 'web_accessible_resources', 'externally_connectable', 'commands'])
        expect(manifest).not.toHaveProperty(key);
    }
  });

  it('keeps the same id in Chromium and names one for Firefox', async () => {
    expect(await manifestOf('chrome')).toHaveProperty('key', expect.stringMatching(/^MII[\w+/]+=*$/));
    expect(await manifestOf('firefox')).toMatchObject({
      browser_specific_settings: {
        gecko: { id: expect.any(String), data_collection_permissions: { required: ['none'] } },
      },
    });
    expect(await manifestOf('firefox')).not.toHaveProperty('key');
  });

  it('lets own pages load nothing from outside and talk to the agent only', async () => {
    const { content_security_policy: policy } = await manifestOf('chrome');
    const { extension_pages: pages } = z.object({ extension_pages: z.string() }).parse(policy);
    expect(pages).toContain("default-src 'none'");
    expect(pages).toContain("connect-src 'self' http://127.0.0.1:*");
    expect(pages).not.toMatch(/unsafe|https:|upgrade-insecure/);
  });

  it('keeps the content script under 60 kB and 20 kB packed, without schemas and polyfill', async () => {
    for (const browser of ['chrome', 'firefox']) {
      const script = await read(browser, 'content-scripts/cms.js');
      expect(script.length).toBeLessThanOrEqual(60 * 1024);
      expect(gzipSync(script).length).toBeLessThanOrEqual(20 * 1024);
      expect(script).not.toMatch(/ZodError|webextension-polyfill/);
    }
  });

  it('keeps what pages load later, each for itself, as small, and out of reach of the page', async () => {
    for (const browser of ['chrome', 'firefox'])
      for (const part of ['dialogs', 'panel']) {
        const script = await read(browser, `${part}.js`);
        expect(gzipSync(script).length).toBeLessThanOrEqual(20 * 1024);
        expect(script).not.toMatch(/ZodError|webextension-polyfill/);
      }
  });

  it('gives the other parts the polyfill, as Chromium’s API differs from the standard', async () => {
    expect(await read('chrome', 'background.js')).toContain('webextension-polyfill');
  });

  it('leaves the colours to color-scheme, so that a page’s theme can be followed', async () => {
    expect(await read('chrome', 'background.js')).toContain('light-dark(#f6f7f9');
  });
});
