/**
 * A format string of the tool, such as `{firstName} {lastName}`, as a template; null for anything that its formatter would
 * refuse. `only` limits the names. An empty text fills nothing.
 */
export function templateOf(format: string, only?: readonly string[]): string | null {
  let template = '';
  for (const part of format.split(/(\{[^{}]*\})/)) {
    const name = /^\{([A-Za-z]\w*)\}$/.exec(part)?.[1];
    if (name === undefined && /[{}]/.test(part)) return null;
    if (name !== undefined && only && !only.includes(name)) return null;
    template += name === undefined ? part : `\${${name}}`;
  }
  return template;
}
