/** What a person has to know of each snippet. */
export const snippets = {
  title: (id: string) => `Snippets of ${id}`,
  tool: 'Tool',
  region: 'Region',
  findTool: 'Find a tool',
  none: 'Nothing of this connector can be used by a tool.',
  ownRegion: (region: string) => `${region} (the connector's own)`,
  ownIfEmpty: (region: string) => `Leave it empty for ${region}, the connector's own.`,
  nameRegion: 'This connector has no region of its own, so name one, such as eu-west-1.',
  inTerminal: 'In a terminal',
  copy: (what: string) => `Copy: ${what}`,
  noSecret: 'Snippets hold no secret, so you can keep them in a repository.',
  page: 'More in the documentation:',
  ofJobs: 'A job is not you: it needs a grant of its own on this connector. Ask an administrator.',
  fillIn: 'Fill in the words in capitals.',
  notes: {
    credentialHelper:
      'The helpers of clients/ must be in your PATH. They ask for a login at each pull and store nothing.',
    awsProfile: 'The helper portunus-credential-process must be in /usr/local/bin, or where you write instead.',
    awsSdk: 'PORTUNUS_TOKEN is the job’s OIDC token. Your CI’s page says where it comes from.',
    github: 'acme/portunus is your copy of the repository with the action. Pin a commit that you have read.',
    jenkins: 'The credential portunus comes from the plugin OpenID Connect Provider.',
    bamboo: 'Agents sign with their AWS role. Beside execute-api stands the region of Portunus itself: change it.',
    pullSecret: 'The CronJob keeps the secret fresh. Use any image with a shell, curl and kubectl.',
    kubelet: 'Put the files of clients/ on every node. Nodes also need a role for tokens with this audience.',
    externalSecrets: 'A refresh job keeps the login in Secrets Manager. Change the account and the name of the secret.',
  } as Readonly<Record<string, string>>,
};
