import { accounts } from './en/accounts.ts';
import { app } from './en/app.ts';
import { apply } from './en/apply.ts';
import { approvals } from './en/approvals.ts';
import { audit } from './en/audit.ts';
import { connector } from './en/connector.ts';
import { connectors } from './en/connectors.ts';
import { decision } from './en/decision.ts';
import { definition } from './en/definition.ts';
import { diff } from './en/diff.ts';
import { edit } from './en/edit.ts';
import { issuers } from './en/issuers.ts';
import { jobs } from './en/jobs.ts';
import { kit } from './en/kit.ts';
import { login } from './en/login.ts';
import { mine } from './en/mine.ts';
import { progress } from './en/progress.ts';
import { setUp } from './en/set-up.ts';
import { snippets } from './en/snippets.ts';
import { stop } from './en/stop.ts';
import { usage } from './en/usage.ts';

/**
 * Every text of the console. English is the first language: another one is another object of this type. A text with a
 * figure or a name in it is a function, because languages order words differently.
 */
export const texts = {
  accounts,
  app,
  apply,
  approvals,
  audit,
  connector,
  connectors,
  decision,
  definition,
  diff,
  edit,
  issuers,
  jobs,
  kit,
  login,
  mine,
  progress,
  setUp,
  snippets,
  stop,
  usage,
};
