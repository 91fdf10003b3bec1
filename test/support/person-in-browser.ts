// A person who signs in with a browser at the local provider: follows redirects, keeps cookies and fills in forms.

export interface Decisions {
  /** Who is chosen. Nobody cancels. */
  readonly person?: string;
  /** The code of the device flow, where its page does not have it already. */
  readonly code?: string;
  /** Whether the code is the person's own. */
  readonly isMine?: boolean;
}

/** More pages than any sign-in has. */
const MOST_PAGES = 15;

interface Ended {
  readonly url: string;
  /** Absent for an address that was not opened. */
  readonly status?: number;
  readonly text: string;
}

/** Opens an address, and goes on to the last page, or to an address that begins with `end`, which it does not open. */
export async function browse(address: string, decisions: Decisions, end?: string): Promise<Ended> {
  const open = keepingCookies();
  let next: Page = { url: address };
  let hasSaidNo = false;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    if (end !== undefined && next.url.startsWith(end)) return { url: next.url, text: '' };
    // Some pages ask again who has said no. The person goes away.
    hasSaidNo ||= isNo(next.form);
    const response = await open(next);
    const location = response.headers.get('location');
    const text = await response.text();
    const form = location === null && !hasSaidNo ? formIn(text, decisions) : undefined;
    if (location !== null) next = { url: new URL(location, next.url).href };
    else if (form !== undefined) next = { url: new URL(form.action, next.url).href, form: form.fields };
    else return { url: next.url, status: response.status, text };
  }
  throw new Error(`the sign-in did not end after ${MOST_PAGES} pages`);
}

interface Page {
  readonly url: string;
  readonly form?: URLSearchParams;
}

function keepingCookies(): (page: Page) => Promise<Response> {
  const cookies = new Map<string, string>();
  return async ({ url, form }) => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form !== undefined && { method: 'POST', body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
}

function isNo(form: URLSearchParams | undefined): boolean {
  return form !== undefined && (form.has('abort') || form.get('person') === '');
}

function formIn(html: string, { person = '', code, isMine = true }: Decisions) {
  const [, action] = /<form[^>]* action="([^"]*)"/.exec(html) ?? [];
  if (action === undefined) return undefined;
  const fields = new URLSearchParams();
  for (const [input] of html.matchAll(/<input[^>]*>/g)) {
    const [, name] = / name="([^"]*)"/.exec(input) ?? [];
    const [, value = code ?? ''] = / value="([^"]*)"/.exec(input) ?? [];
    if (name !== undefined) fields.set(name, value);
  }
  if (html.includes('name="person"')) fields.set('person', person);
  if (html.includes('name="abort"') && !isMine) fields.set('abort', 'yes');
  return { action: action.replaceAll('&amp;', '&'), fields };
}
