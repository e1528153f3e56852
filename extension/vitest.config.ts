import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';

export default defineConfig({
  plugins: [await WxtVitest()],
  test: { name: 'extension', include: ['**/*.test.{ts,tsx}'], testTimeout: 30_000 },
});
