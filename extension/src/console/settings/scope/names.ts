/** Names as a person lists them: one a line or with commas; blank ones and repeats are dropped. */
export function namesFrom(text: string): string[] {
  const names = text.split(/[\n,;]/).map((name) => name.trim());
  const seen = new Set<string>();
  return names.filter((name) => {
    const key = name.toLowerCase();
    if (name === '' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
