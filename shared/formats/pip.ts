import type { Format } from './format.ts';
import { packageSource, USERNAME } from './package-login.ts';

/** A `pip.conf`. pip takes a password from the address alone, where a token's slashes would end the host. */
export const pip: Format = {
  packages: (issued) => {
    const { token, endpoint, ends } = packageSource('pip', 'pypi', issued);
    const url = endpoint.replace('https://', `https://${USERNAME}:${encodeURIComponent(token)}@`);
    const lines = [`# ends ${ends}`, '[global]', `index-url = ${url}simple/`, ''];
    return { contentType: 'text/plain; charset=utf-8', body: lines.join('\n') };
  },
};
