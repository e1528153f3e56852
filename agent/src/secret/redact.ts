const hidden = '[redacted]';

/** Names whose values are secrets, wherever they stand: headers, JSON bodies, query parameters and form fields. */
const secretName =
  /authori[sz]ation|cookie|passw|passphrase|\bpass[12]?\b|secret|token|assertion|credential|private.?key|api.?key|csrf|nonce|dpop|otp$|activationurl|resetpasswordurl|^answer$|session|^sid$/i;

/** Names that sound secret and are not. */
const openName = /^(token_?type|tokenEndpoint|passwordChanged|codeChallengeMethod|credentialSource)$/i;

const secretText: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic|SSWS|DPoP)\s+[\w.~+/=-]+/gi, `$1 ${hidden}`],
  // A JWT: three base64url parts, the first one an object.
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, hidden],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
  [/([?&;](?:[\w.-]*(?:token|secret|password|assertion|key|code|sig)[\w.-]*)=)[^&#\s"']*/gi, `$1${hidden}`],
  // User and password in an address.
  [/(\b[a-z][a-z\d+.-]*:\/\/)[^/\s@"']+@/gi, `$1${hidden}@`],
];

/**
 * A copy without secrets, judged by structure: values under a secret name, and values that a SCIM PATCH, a form list or
 * a header list puts beside one. What looks like a credential inside other text is blanked too.
 */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return isSecretPair(value) ? [value[0], hidden] : value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  const names = new Map(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), inner]));
  // { op, path, value }, { name, value } and { key, value }
  const isNamedSecret = ['path', 'name', 'key'].some((label) => isSecretName(names.get(label)));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const isSecret = isSecretName(name) || (isNamedSecret && name.toLowerCase() === 'value');
      return [name, isSecret && inner !== null ? hidden : redact(inner)];
    }),
  );
}

/** A text with everything blanked that looks like a credential. */
export function redactText(text: string): string {
  return secretText.reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), text);
}

function isSecretName(name: unknown): boolean {
  return typeof name === 'string' && secretName.test(name) && !openName.test(name);
}

/** A header or form field as a pair, such as `['Cookie', 'a=b']`. */
function isSecretPair(value: readonly unknown[]): boolean {
  return value.length === 2 && typeof value[1] === 'string' && isSecretName(value[0]);
}
