/** Name and major version of the browser for the agent's list, such as `Chromium 156`. */
export function browserName(userAgent: string): string {
  const [, name, version] = /(Firefox|Edg|OPR|Chrome)\/(\d+)/.exec(userAgent) ?? [];
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', Chrome: 'Chromium', Firefox: 'Firefox' };
  return name === undefined ? 'Browser' : `${names[name] ?? name} ${version}`;
}

/** Name of a system as people write it, from the browser's short form. */
export function systemName(os: string): string {
  const names: Record<string, string> = {
    mac: 'macOS',
    win: 'Windows',
    linux: 'Linux',
    cros: 'ChromeOS',
    openbsd: 'OpenBSD',
  };
  return names[os] ?? os;
}
