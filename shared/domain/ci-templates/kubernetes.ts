import { FOR_JOBS, grantedAs, lines, noGrant, ours, type Template } from './template.ts';

const UID = '14ee3fa4-a7e2-420f-9f9a-dbc4507c3798';
function ofAccount(serviceaccount: object | null, namespace = 'builds') {
  return {
    'kubernetes.io': { namespace, serviceaccount },
  };
}

export const kubernetes: Template = {
  title: 'Kubernetes',
  issuer: lines`
    id: cluster
    url: https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE # change: kubectl get --raw /.well-known/openid-configuration
    ${FOR_JOBS}
    # The kubelet renews an hour's token when most of it is over. For a cluster that is not public, give its keys as jwks.
    maxTokenAgeSeconds: 3600
    maxTokenLifeSeconds: 3607
  `,
  access: 'pull',
  connector: lines`
    session:
      name: '{["kubernetes.io","namespace"]}={["kubernetes.io","serviceaccount","name"]}'
      sourceIdentity: '{["kubernetes.io","serviceaccount","uid"]}'
    grants:
      - issuer: cluster
        claims:
          - { claim: sub, anyOf: ["system:serviceaccount:builds:image-builder"] } # change: NAMESPACE:NAME
          # Keeps out an account that is made anew under the name.
          - { claim: [kubernetes.io, serviceaccount, uid], anyOf: [${UID}] } # change: kubectl get serviceaccount -o yaml
  `,
  token: lines`
    sub: system:serviceaccount:builds:image-builder # change: as in portunus.yml
    kubernetes.io:
      namespace: builds # change: as in portunus.yml
      serviceaccount: { name: image-builder, uid: ${UID} } # change: as in portunus.yml
  `,
  cases: [
    grantedAs('a pod of the account', { sessionName: 'builds=image-builder', sourceIdentity: UID }),
    noGrant('an account that was made anew', ofAccount({ name: 'image-builder', uid: `77777777${UID.slice(8)}` })),
    ours(noGrant('an account of another namespace', { sub: 'system:serviceaccount:mallory:image-builder' })),
    ours(noGrant('another account of the namespace', { sub: 'system:serviceaccount:builds:default' })),
    noGrant('a token that names no account', ofAccount(null)),
    ours(
      noGrant('the account as a text', {
        'kubernetes.io': JSON.stringify(ofAccount({ name: 'image-builder', uid: UID })['kubernetes.io']),
      }),
    ),
  ],
};
