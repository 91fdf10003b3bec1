import * as v from 'valibot';

const MAX_CHARACTERS = 2_048;
/** Stands for the console's own origin. A text that begins with a slash and a letter leads to no other one. */
const OWN = 'https://console.invalid';
/** Pages alone: what is below the others answers programs, or begins another sign-in. */
const NOT_PAGES = /^\/console\/(?:api|sign-in|sign-out)(?:\/|$)/;

/** Without a slash at its end: API Gateway has no route for that, as its greedy variable is never empty. */
export const CONSOLE_PAGE = '/console';

/** The path and query in a text, if it leads to a page of the console whoever reads it. */
function pageIn(text: string): string | undefined {
  // Visible ASCII alone: browsers read a backslash as a slash, and leave out tabs and line breaks.
  if (!text.startsWith('/console') || !/^[!-[\]-~]*$/.test(text) || !URL.canParse(text, OWN)) {
    return undefined;
  }
  const { pathname, search } = new URL(text, OWN);
  const isPage = (pathname === CONSOLE_PAGE || pathname.startsWith(`${CONSOLE_PAGE}/`)) && !NOT_PAGES.test(pathname);
  return isPage ? `${pathname}${search}` : undefined;
}

/** Where in the console a person goes after a sign-in. Anywhere else is refused, or a link could lead to any site. */
export const ReturnPath = v.pipe(
  v.string(),
  v.check((text) => pageIn(text) !== undefined, 'must be the path of a page below /console/'),
  v.transform((text) => pageIn(text) as string),
  // As it is written from here on: some characters take three then, and browsers drop a cookie of more than 4,096.
  v.maxLength(MAX_CHARACTERS, `must be at most ${MAX_CHARACTERS} characters`),
);
