import { PortunusError } from '../../domain/errors.ts';
import type { Route } from '../event.ts';
import { consoleOffPage } from './console-pages.ts';

const WHY = {
  'no-key': 'It has no key to encrypt sessions with: the setting ConsoleKey is empty.',
  'mutual-tls': 'It asks clients for certificates (TruststoreUri), and neither browsers nor the console have one.',
} as const;

/** The routes of a deployment without a console. A person reads why, and a program gets 404. */
export function createOffRoutes(why: keyof typeof WHY) {
  const page: Route = async () => consoleOffPage(WHY[why]);
  const none: Route = async () => {
    throw new PortunusError('not_found', 'request', { told: `The console is off. ${WHY[why]}` });
  };
  return { page, begin: page, callback: page, end: none, session: none, signIn: none, forward: none };
}
