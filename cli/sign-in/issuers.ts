import * as v from 'valibot';
import { parseWith } from '../../shared/domain/parse.ts';
import { isLocal } from '../addresses.ts';
import { CommandError, usageError } from '../command.ts';
import { type ApiClient, bodyOf } from '../http/client.ts';
import { printable } from '../output.ts';

/** What a terminal prints as it is. The service may be anybody's. */
const Text = v.pipe(v.string(), v.regex(/^[!-~]{1,512}$/, 'must be printable, without spaces'));

/** Where people sign in, as the service tells it. The service of another release may tell more. */
export const SignInIssuer = v.object({
  id: Text,
  url: Text,
  cliClientId: Text,
  scopes: v.array(Text),
  maxTokenAgeSeconds: v.pipe(v.number(), v.minValue(1, 'must be at least 1')),
});

export type SignInIssuer = Readonly<v.InferOutput<typeof SignInIssuer>>;

const Answer = v.object({ items: v.array(SignInIssuer) });

/** Asks the service at an address where people sign in, and returns the issuer with this id, or the only one. */
export async function chooseIssuer(api: ApiClient, service: string, id: string | undefined): Promise<SignInIssuer> {
  const body = bodyOf(await api.GET('/sign-in'));
  const parsed = parseWith(Answer, body, 'body');
  if (!parsed.ok) throw new CommandError(['the service does not say where people sign in: is it of the same release?']);
  const { items } = parsed.value;
  const ids = items.map((one) => one.id).join(', ');
  if (items.length === 0) {
    throw new CommandError([
      'nobody can sign in here yet: an administrator gives an issuer of people a cliClientId (docs/sign-in.md)',
    ]);
  }
  if (id === undefined && items.length > 1) throw usageError(`say where you sign in, with --issuer: ${ids}`);
  const chosen = id === undefined ? items[0] : items.find((one) => one.id === id);
  if (chosen === undefined) throw usageError(`people don't sign in at ${printable(id ?? '')} here: there is ${ids}`);
  // Otherwise a service could have requests sent to any program that listens on this machine.
  if (isLocal(chosen.url) && !isLocal(service)) {
    throw new CommandError([
      `${chosen.id} is at ${chosen.url}, on this machine, and the service is not: it gets nothing`,
    ]);
  }
  return chosen;
}
