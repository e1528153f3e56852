import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';

export default defineConfig({
  plugins: [await WxtVitest({ root: import.meta.dirname })],
  resolve: { alias: { '#i18n': fileURLToPath(import.meta.resolve('./src/testing/i18n.ts')) } },
  test: {
    name: 'extension',
    include: ['**/*.test.{ts,tsx}'],
    environment: 'happy-dom',
    // Recorded pages name style sheets and scripts of their site, which nobody needs to load.
    environmentOptions: { happyDOM: { settings: { handleDisabledFileLoadingAsSuccess: true } } },
    setupFiles: ['src/testing/setup.ts'],
    testTimeout: 30_000,
  },
});
