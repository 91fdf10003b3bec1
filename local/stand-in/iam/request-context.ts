import { type RawRequest, singleHeader } from '../core/request.ts';
import type { RequestContext } from './policy-conditions.ts';

/** The stand-in listens only on loopback, so this is every client's address. */
const LOOPBACK = '127.0.0.1';

function only(key: string, value: string | undefined) {
  return value === undefined ? {} : { [key]: value };
}

/**
 * Returns the origin of a request for policy conditions. A test simulates another origin with the headers
 * `x-source-ip`, `x-source-vpce` and `x-source-vpc`. As in AWS, a request through a VPC endpoint has no `aws:SourceIp`.
 */
export function requestContext(request: RawRequest, region: string): RequestContext {
  const address = singleHeader(request, 'x-source-ip') ?? LOOPBACK;
  const endpoint = singleHeader(request, 'x-source-vpce');
  const network = singleHeader(request, 'x-source-vpc');
  const isPrivate = endpoint !== undefined || network !== undefined;
  return {
    'aws:RequestedRegion': region,
    [isPrivate ? 'aws:VpcSourceIp' : 'aws:SourceIp']: address,
    ...only('aws:SourceVpce', endpoint),
    ...only('aws:SourceVpc', network),
  };
}
