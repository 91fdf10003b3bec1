import { defaultRegion, regionsOf, type Usable } from './connectors.ts';
import * as ci from './snippets/ci.ts';
import * as cluster from './snippets/cluster.ts';
import * as machine from './snippets/machine.ts';
import type { Place, Snippet, SnippetsOf } from './snippets/place.ts';
import type { ToolId } from './snippets/tools.ts';

/** What is copied for each tool. */
const SNIPPETS: Readonly<Record<ToolId, SnippetsOf>> = { ...machine, ...ci, ...cluster };

/** The snippets of a tool for a connector of the deployment at this address, in this region or the connector's own. */
export function snippetsFor(tool: ToolId, url: string, connector: Usable, region?: string): readonly Snippet[] {
  return SNIPPETS[tool](placeOf(url, connector, region));
}

function placeOf(url: string, connector: Usable, chosen: string | undefined): Place {
  const own = defaultRegion(connector);
  const first = chosen ?? own ?? regionsOf(connector)?.[0];
  return {
    url,
    id: connector.id,
    service: connector.serves.includes('ecr') || !connector.serves.includes('ecr-public') ? 'ecr' : 'ecr-public',
    region: first === own ? undefined : first,
    home: first ?? 'REGION',
    account: connector.registries?.length === 1 ? connector.registries[0] : undefined,
    repository: connector.codeartifact?.repositories?.find((name) => !name.includes('*')),
  };
}
