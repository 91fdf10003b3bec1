/** Whether a text fits a pattern with `*` for any characters and `?` for one; case counts. */
export function matchesWildcards(pattern: string, text: string): boolean {
  let [at, inPattern, afterStar, retryAt] = [0, 0, 0, 0];
  // Going back to the last star only is enough, and keeps a pattern of many stars from taking for ever.
  while (at < text.length) {
    if (pattern[inPattern] === '*') {
      inPattern += 1;
      [afterStar, retryAt] = [inPattern, at];
    } else if (pattern[inPattern] === '?' || pattern[inPattern] === text[at]) {
      inPattern += 1;
      at += 1;
    } else if (afterStar > 0) {
      retryAt += 1;
      [inPattern, at] = [afterStar, retryAt];
    } else return false;
  }
  return /^\**$/.test(pattern.slice(inPattern));
}
