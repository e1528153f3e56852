import { preact } from '@preact/preset-vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'wxt';

/** Public half of the extension's key: it gives every build the same id, so a pairing survives a move of the folder. */
const publicKey =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtBWuZJeGmXNGY6cZs1RqlyUhmNnmcHaBe510wycKGhIK0sNfYyf2JAWUvs66LfcDRpaOz8l9VmJLzpT41NZLyx8vpygQ+irt41RByRT8gkaCbNsFs9RcEF/Z6WX8onQVdArrExCE7UmO1QvgwNNHw5obGQ3XRxL1N7qI+wSRCrcePkmmHVfkup/UFmbt1K332bj/Q6A5K05QjftNgwP70iyIE45YqmaInYLedWF2BvU13jB/H0FkE58sZaE0cPsK6HYAwcchta1O89zcmKZ2dpAudyidelaq4JRr1xDnYUd/Gxa0QNQfp8gbAzgjWrF/BHFJlyMhlMrWZuuLW8OGtQIDAQAB';

const oldest = ['chrome126', 'firefox128'];

const nativeBrowser: Plugin = {
  name: 'rollcall:native-browser',
  enforce: 'pre',
  resolveId(source) {
    return source === '@wxt-dev/webextension-polyfill/browser' ? this.resolve('@wxt-dev/browser') : null;
  },
};

export default defineConfig({
  modules: ['@wxt-dev/i18n/module', '@wxt-dev/webextension-polyfill'],
  manifestVersion: 3,
  imports: false,
  vite: () => ({
    plugins: [preact()],
    // The oldest browsers with light-dark() and URL.parse: older targets would rewrite the colours so that a page's theme
    // could no longer be followed by color-scheme alone.
    build: { target: oldest, cssTarget: oldest },
  }),
  hooks: {
    // What runs in a page does without the polyfill: the few calls it makes return promises in every MV3 browser, and the
    // polyfill would be a sixth of what each page of the site has to load.
    'vite:build:extendConfig': ([entrypoint], config) => {
      if (entrypoint?.type === 'content-script' || entrypoint?.type === 'unlisted-script')
        config.plugins?.push(nativeBrowser);
    },
  },
  manifest: ({ browser }) => ({
    name: '__MSG_app_name__',
    description: '__MSG_app_description__',
    default_locale: 'en',
    permissions: ['storage', 'alarms', 'scripting', 'activeTab'],
    host_permissions: ['http://127.0.0.1/*'],
    optional_host_permissions: ['*://*/*'],
    action: { default_title: '__MSG_app_name__' },
    // Named in full because Firefox's default adds upgrade-insecure-requests, which would turn loopback http into https.
    content_security_policy: {
      extension_pages:
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' http://127.0.0.1:*; base-uri 'none'; form-action 'none'",
    },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'rollcall@rollcall.local',
              strict_min_version: '128.0',
              data_collection_permissions: { required: ['none'] },
            },
          },
        }
      : { key: publicKey, minimum_chrome_version: '126' }),
  }),
});
