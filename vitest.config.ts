import { defineConfig } from 'vitest/config';

/** Unit tests beside the code, contract suites on the rigs, and scenarios in a real browser, each as a project. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'shared/src/**/*.test.ts',
            'agent/src/**/*.test.ts',
            'e2e/practice-org/**/*.test.ts',
            'e2e/cms/**/*.test.ts',
            'e2e/screens/**/*.test.ts',
          ],
          testTimeout: 30_000,
        },
      },
      'extension',
      {
        test: {
          name: 'contract',
          include: ['e2e/contract/**/*.test.ts', 'e2e/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['e2e/specs/**/*.spec.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A page is asked again for as long as a person would wait, not for the usual second.
          expect: { poll: { timeout: 15_000 } },
          // Each spec drives a whole browser; two at once on two cores only wait for each other.
          fileParallelism: false,
        },
      },
    ],
  },
});
