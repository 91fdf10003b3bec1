import { FOR_JOBS, grantedAs, lines, noGrant, notOurs, type Template } from './template.ts';

const WORKSPACE = 'organization:acme:project:Default Project:workspace:shop-images';

export const terraform: Template = {
  title: 'HCP Terraform',
  issuer: lines`
    id: terraform
    url: https://app.terraform.io # change: your own Terraform Enterprise, if it is another
    ${FOR_JOBS}
    require: { terraform_organization_id: [org-GRNbCjYNpBB6NEBH] } # change: Organization Settings
    # One token serves a whole plan or apply.
    maxTokenAgeSeconds: 86400 # change: how long your longest run takes
  `,
  access: 'push',
  connector: lines`
    session:
      name: "tf-{terraform_run_id}"
      sourceIdentity: "{terraform_workspace_id}"
    grants:
      - issuer: terraform
        claims:
          terraform_workspace_id: [ws-mbsd5E3Ktt5Rg2Xm] # change: Workspace Settings
          # A pull request has a plan run in the same workspace. Give plans a connector that only pulls, if any.
          terraform_run_phase: [apply]
  `,
  token: lines`
    sub: ${WORKSPACE}:run_phase:apply # change: the names
    terraform_organization_id: org-GRNbCjYNpBB6NEBH # change: as in portunus.yml
    terraform_workspace_id: ws-mbsd5E3Ktt5Rg2Xm # change: as in portunus.yml
    terraform_run_id: run-X3n1AUXNGWbfECsJ
    terraform_run_phase: apply
  `,
  cases: [
    grantedAs('an apply', { sessionName: 'tf-run-X3n1AUXNGWbfECsJ' }),
    noGrant("a pull request's speculative plan", {
      sub: `${WORKSPACE}:run_phase:plan`,
      terraform_run_phase: 'plan',
    }),
    notOurs('an organisation that took the name', { terraform_organization_id: 'org-666666666666666' }),
    noGrant('another workspace that was given the name', { terraform_workspace_id: 'ws-7777777777777777' }),
    noGrant("a module's test run, which names no workspace", {
      sub: 'organization:acme:module:shop:operation:test_run',
      terraform_workspace_id: null,
      terraform_run_phase: null,
    }),
  ],
};
