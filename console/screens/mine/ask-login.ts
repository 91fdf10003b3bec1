import { type Answer, dataOf } from '../../../clients/typescript/src/index.ts';
import type { FormatOf } from '../../../shared/domain/format-name.ts';
import { api } from '../../api/client.ts';
import { type Issued, ofLogins, ofPackages, ofSession, ofText, withCredentials } from './issued.ts';
import type { LoginChoice, LoginService } from './login-choices.ts';

/** Issues a login. Only a click may call this, and no cache keeps what it returns. */
export function askLogin(id: string, { service, ...choice }: LoginChoice): Promise<Issued> {
  return ASK[service]({ path: { id } }, choice);
}

type Ask = (
  params: { readonly path: { readonly id: string } },
  choice: Omit<LoginChoice, 'service'>,
) => Promise<Issued>;

interface As {
  readonly parseAs?: 'text';
}

/** The data of `json` is shown field by field. Another format is shown as the text that it is. */
async function issuedAs<T>(
  format: string,
  ask: (as: As) => Promise<Answer<T>>,
  ofData: (data: T) => Issued,
): Promise<Issued> {
  const data = dataOf(await ask(format === 'json' ? {} : { parseAs: 'text' }));
  return typeof data === 'string' ? ofText(format, data) : ofData(data);
}

const ASK: Readonly<Record<LoginService, Ask>> = {
  ecr: (params, { repository: _any, ...choice }) => {
    const body = { ...choice, format: choice.format as FormatOf<'logins'> };
    const ask = (as: As) => api.POST('/connectors/{id}/ecr/credentials', { params, body, ...as });
    return issuedAs(body.format, ask, (data) => ofLogins(withCredentials(data)));
  },
  'ecr-public': (params, { repository: _any, region: _one, ...choice }) => {
    const body = { ...choice, format: choice.format as FormatOf<'logins'> };
    const ask = (as: As) => api.POST('/connectors/{id}/ecr-public/credentials', { params, body, ...as });
    return issuedAs(body.format, ask, (data) => ofLogins(withCredentials(data)));
  },
  codeartifact: (params, choice) => {
    const body = { ...choice, format: choice.format as FormatOf<'packages'> };
    const ask = (as: As) => api.POST('/connectors/{id}/codeartifact/credentials', { params, body, ...as });
    return issuedAs(body.format, ask, ofPackages);
  },
  session: (params, { repository: _any, region: _one, ...choice }) => {
    const body = { ...choice, format: choice.format as FormatOf<'session'> };
    const ask = (as: As) => api.POST('/connectors/{id}/credentials', { params, body, ...as });
    return issuedAs(body.format, ask, (data) => ofSession(withCredentials(data)));
  },
};
