/** The version that agent, extension and CLI tell each other; kept equal to package.json by a test. */
export const version = '0.1.0';
