import { grantedAs, lines, noGrant, notOurs, type Template } from './template.ts';

const ORG = '2f1e0d3c-4b5a-4697-8879-6a5b4c3d2e1f';

export const azureDevops: Template = {
  title: 'Azure Pipelines',
  // `portunus lint` warns about this audience, and nothing can be done about it. It is not acknowledged, so that the
  // warning stays visible.
  issuer: lines`
    id: azure-devops
    url: https://vstoken.dev.azure.com/${ORG} # change: the organisation's id
    kind: workload
    # Azure DevOps lets nobody choose it, so whoever a pipeline shows such a token to can show it here: show it to nobody else.
    audiences: [api://AzureADTokenExchange]
    require: { org_id: [${ORG}] } # change: the same id
  `,
  access: 'push',
  connector: lines`
    session:
      name: "ado-{def_id}-{run_id}"
      sourceIdentity: "{prj_id}"
    grants:
      - issuer: azure-devops
        claims:
          prj_id: [6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c] # change: the project's id, in Azure DevOps' REST API
          def_id: ["42"] # change: definitionId, in the pipeline's address
          rpo_id: [8d0a1b2c-3e4f-4516-a728-394a5b6c7d8e] # change: the repository's id
          rpo_ref: [refs/heads/main] # change: the branches that push
  `,
  token: lines`
    sub: p://acme/Web Shop/images # change: the names
    org_id: ${ORG} # change: as in portunus.yml
    prj_id: 6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c # change: as in portunus.yml
    def_id: "42" # change: as in portunus.yml
    rpo_id: 8d0a1b2c-3e4f-4516-a728-394a5b6c7d8e # change: as in portunus.yml
    rpo_ref: refs/heads/main # change: as in portunus.yml
    run_id: "1207"
  `,
  cases: [
    grantedAs('a run on main', { sessionName: 'ado-42-1207' }),
    noGrant("a fork's pull request", { rpo_ref: 'refs/pull/42/merge' }),
    notOurs('an organisation that took the name', { org_id: '66666666-4b5a-4697-8879-6a5b4c3d2e1f' }),
    noGrant('another project that was given the name', { prj_id: '77777777-ce1f-45d1-b94d-e6bf2464ba2c' }),
    noGrant('another pipeline', { def_id: '43' }),
    noGrant('the pipeline over another repository', { rpo_id: '88888888-3e4f-4516-a728-394a5b6c7d8e' }),
    noGrant('a service connection, which names no pipeline', {
      sub: 'sc://acme/Web Shop/images',
      def_id: null,
      rpo_ref: null,
    }),
    noGrant('another branch', { rpo_ref: 'refs/heads/next' }),
    noGrant('a tag called main', { rpo_ref: 'refs/tags/main' }),
  ],
};
