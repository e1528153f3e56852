interface Administrator {
  url: string;
  user: string;
  password: string;
}

/** Lets JSON:API read only, or write too, as an administrator does on the settings page of the site. */
export async function setReadOnly(site: Administrator, on: boolean): Promise<void> {
  const page = `${site.url}/admin/config/services/jsonapi`;
  const cookie = await signIn(site);
  const html = await (await fetch(page, { headers: { cookie } })).text();
  const form = /<form[^>]*id="jsonapi-settings"[\s\S]*?<\/form>/u.exec(html)?.[0] ?? '';
  const body = new URLSearchParams({ read_only: on ? 'r' : 'rw' });
  for (const name of ['form_build_id', 'form_token', 'form_id', 'op']) body.set(name, inputValue(form, name));
  const answer = await fetch(page, { method: 'POST', headers: { cookie }, body, redirect: 'manual' });
  if (answer.status !== 303) throw new Error(`the settings page answered ${answer.status}`);
}

async function signIn({ url, user, password }: Administrator): Promise<string> {
  const answer = await fetch(`${url}/user/login?_format=json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: user, pass: password }),
  });
  if (!answer.ok) throw new Error(`the sign-in answered ${answer.status}`);
  return answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0] ?? '')
    .join('; ');
}

function inputValue(form: string, name: string): string {
  const input = new RegExp(`<input[^>]*\\bname="${name}"[^>]*>`, 'u').exec(form)?.[0] ?? '';
  const value = /\bvalue="([^"]*)"/u.exec(input)?.[1];
  if (value === undefined) throw new Error(`the settings page has no ${name}`);
  return value;
}
