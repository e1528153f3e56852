/** True when a pattern names the account by one of its names; `*` stands for any text, upper and lower case are one. */
export function namesAccount(patterns: readonly string[], names: readonly (string | null)[]): boolean {
  if (patterns.length === 0) return false;
  const known = names.flatMap((name) => name?.toLowerCase() ?? []);
  return patterns.some((pattern) => {
    const plain = pattern.trim().toLowerCase();
    return plain.includes('*') ? known.some((name) => fits(name, plain)) : known.includes(plain);
  });
}

/** Walks through the parts between the stars, so that no pattern can take long. */
function fits(name: string, pattern: string): boolean {
  const parts = pattern.split('*');
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}
