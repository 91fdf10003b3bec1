import { PEOPLE } from './people.ts';

/** A page of the local provider. Nothing that was sent is in it but the forms that the provider makes. */
export function page(title: string, content: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title><meta name="viewport" content="width=device-width"></head>
<body style="font-family: system-ui; max-width: 32rem; margin: 4rem auto; line-height: 1.6">
<h1>${title}</h1>
${content}
<p><small>This is the sign-in of a local Portunus. A deployment uses your company's own provider.</small></p>
</body>
</html>
`;
}

/** Asks who signs in. The password is none, because everybody on this machine may be anybody. */
export function choice(action: string): string {
  const buttons = PEOPLE.map(
    ({ id, name, does }) => `<p><button name="person" value="${id}">${name}</button> ${does}</p>`,
  ).join('\n');
  const form = `<form method="post" action="${action}">\n${buttons}\n<p><button name="person" value="">Cancel</button></p></form>`;
  return page('Who are you?', form);
}
