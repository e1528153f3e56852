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

/** The format string that `templateOf` reads as this template; null where the tool has none. */
export function formatOf(template: string, only?: readonly string[]): string | null {
  const format = template.replaceAll(/\$(\{[A-Za-z]\w*\})/g, '$1');
  return templateOf(format, only) === template ? format : null;
}
