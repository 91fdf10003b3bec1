import { dataOf } from '../../../clients/typescript/src/index.ts';
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

const AS_TEXT = { parseAs: 'text' } as const;

const ASK: Readonly<Record<LoginService, Ask>> = {
  ecr: async (params, { repository: _any, ...choice }) => {
    const body = { ...choice, format: choice.format as FormatOf<'logins'> };
    const path = '/connectors/{id}/ecr/credentials';
    if (body.format !== 'json') return ofText(body.format, dataOf(await api.POST(path, { params, body, ...AS_TEXT })));
    return ofLogins(withCredentials(dataOf(await api.POST(path, { params, body }))));
  },
  'ecr-public': async (params, { repository: _any, region: _one, ...choice }) => {
    const body = { ...choice, format: choice.format as FormatOf<'logins'> };
    const path = '/connectors/{id}/ecr-public/credentials';
    if (body.format !== 'json') return ofText(body.format, dataOf(await api.POST(path, { params, body, ...AS_TEXT })));
    return ofLogins(withCredentials(dataOf(await api.POST(path, { params, body }))));
  },
  codeartifact: async (params, choice) => {
    const body = { ...choice, format: choice.format as FormatOf<'packages'> };
    const path = '/connectors/{id}/codeartifact/credentials';
    if (body.format !== 'json') return ofText(body.format, dataOf(await api.POST(path, { params, body, ...AS_TEXT })));
    return ofPackages(dataOf(await api.POST(path, { params, body })));
  },
  session: async (params, { repository: _any, region: _one, ...choice }) => {
    const body = { ...choice, format: choice.format as FormatOf<'session'> };
    const path = '/connectors/{id}/credentials';
    if (body.format !== 'json') return ofText(body.format, dataOf(await api.POST(path, { params, body, ...AS_TEXT })));
    return ofSession(withCredentials(dataOf(await api.POST(path, { params, body }))));
  },
};
