/** The agent's own version, as in its package.json; other systems see it in `User-Agent`. */
export const version = '0.1.0';
