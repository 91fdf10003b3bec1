import type { Served } from '../connectors.ts';

/** For whom a tool is: the person's own machine, jobs of a CI, or a cluster. */
export type Place = 'machine' | 'ci' | 'cluster';

interface Tool {
  readonly place: Place;
  /** What a connector must serve for the tool: any of these. */
  readonly needs: readonly Served[];
  /** The page that says more. */
  readonly page: string;
}

const IMAGES = ['ecr', 'ecr-public'] as const;

/** What people copy a snippet for. The texts' catalogue has their names, and `snippets.ts` what is copied. */
export const TOOLS = {
  docker: { place: 'machine', needs: IMAGES, page: 'docs/cli.md' },
  podman: { place: 'machine', needs: IMAGES, page: 'docs/cli.md' },
  credentialHelper: { place: 'machine', needs: IMAGES, page: 'clients/README.md' },
  shellVariables: { place: 'machine', needs: IMAGES, page: 'docs/cli.md' },
  exec: { place: 'machine', needs: ['session'], page: 'docs/cli.md' },
  awsProfile: { place: 'machine', needs: ['session'], page: 'docs/ci/aws.md' },
  awsConsole: { place: 'machine', needs: ['console'], page: 'docs/cli.md' },
  npm: { place: 'machine', needs: ['codeartifact'], page: 'docs/codeartifact.md' },
  pip: { place: 'machine', needs: ['codeartifact'], page: 'docs/codeartifact.md' },
  maven: { place: 'machine', needs: ['codeartifact'], page: 'docs/codeartifact.md' },
  gradle: { place: 'machine', needs: ['codeartifact'], page: 'docs/codeartifact.md' },
  nuget: { place: 'machine', needs: ['codeartifact'], page: 'docs/codeartifact.md' },
  github: { place: 'ci', needs: ['ecr'], page: 'docs/ci/github.md' },
  gitlab: { place: 'ci', needs: IMAGES, page: 'docs/ci/gitlab.md' },
  bitbucket: { place: 'ci', needs: IMAGES, page: 'docs/ci/bitbucket.md' },
  buildkite: { place: 'ci', needs: IMAGES, page: 'docs/ci/buildkite.md' },
  circleci: { place: 'ci', needs: IMAGES, page: 'docs/ci/circleci.md' },
  azureDevops: { place: 'ci', needs: IMAGES, page: 'docs/ci/azure-devops.md' },
  jenkins: { place: 'ci', needs: IMAGES, page: 'docs/ci/jenkins.md' },
  bamboo: { place: 'ci', needs: IMAGES, page: 'docs/ci/bamboo.md' },
  awsSdk: { place: 'ci', needs: ['session'], page: 'docs/ci/aws.md' },
  pullSecret: { place: 'cluster', needs: IMAGES, page: 'docs/ci/kubernetes.md' },
  kubelet: { place: 'cluster', needs: ['ecr'], page: 'docs/ci/kubernetes.md' },
  externalSecrets: { place: 'cluster', needs: ['ecr'], page: 'docs/recipes/external-secrets.md' },
} as const satisfies Record<string, Tool>;

export type ToolId = keyof typeof TOOLS;

const IDS = Object.keys(TOOLS) as ToolId[];

/** The tools that can use a connector, in the order of the table. */
export function toolsFor(serves: readonly Served[]): readonly ToolId[] {
  return IDS.filter((id) => serves.some((served) => (TOOLS[id].needs as readonly Served[]).includes(served)));
}

/** The tool that was chosen last, if it can use the connector, and otherwise the first that can. */
export function toolFor(serves: readonly Served[], chosen: string | null): ToolId | undefined {
  const tools = toolsFor(serves);
  return tools.find((id) => id === chosen) ?? tools[0];
}
