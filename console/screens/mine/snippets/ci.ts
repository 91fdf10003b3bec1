// What the recipes in docs/ci write into a CI's file, filled in. A test compares the two, line by line.
import { lines, loginAddress, type Place, type Snippet, under } from './place.ts';

const TRIES = '--max-time 15 --retry 4 --retry-all-errors --retry-max-time 25';

/** Writes a Docker config into a folder of its own. `set` makes the folder's name known to what follows. */
function dockerLogin(place: Place, token: string, set = 'export DOCKER_CONFIG'): string {
  return lines`
    user=${'$'}{DOCKER_CONFIG:-$HOME/.docker}
    ${set}=$(mktemp -d)
    [ ! -d "$user" ] || (cd "$user" && find "$PWD/" -mindepth 1 -maxdepth 1 ! -name config.json -exec ln -s {} "$DOCKER_CONFIG" ';')
    ${ask(place, token)}
    mv "$DOCKER_CONFIG/answer" "$DOCKER_CONFIG/config.json"`;
}

function ask(place: Place, token: string, address = `'${loginAddress(place, 'docker-config')}'`): string {
  return lines`
    status=$(umask 077; printf 'Authorization: Bearer %s' "$${token}" |
      curl -sS ${TRIES} -H @- -o "$DOCKER_CONFIG/answer" -w '%{http_code}' \
      ${address}) &&
      [ "$status" = 200 ] || { cat "$DOCKER_CONFIG/answer" >&2; exit 1; }`;
}

export function github({ url, id, region }: Place): readonly Snippet[] {
  const where = region === undefined ? '' : `, region: ${region}`;
  return [
    {
      file: '.github/workflows/images.yml',
      text: lines`
        permissions: { contents: read, id-token: write }
        jobs:
          images:
            runs-on: ubuntu-latest
            steps:
              - id: login
                uses: acme/portunus/clients/github-action@0123456789abcdef0123456789abcdef01234567
                with: { url: ${url}, connector: ${id}${where} }`,
    },
  ];
}

export function gitlab(place: Place): readonly Snippet[] {
  return [
    {
      file: '.gitlab-ci.yml',
      text: lines`
        images:
          image: docker:28
          services: [docker:28-dind]
          id_tokens: { PORTUNUS_TOKEN: { aud: ${place.url} } }
          before_script:
            - apk add --no-cache curl
            - |
              ${under(6, dockerLogin(place, 'PORTUNUS_TOKEN'))}`,
    },
  ];
}

export function bitbucket(place: Place): readonly Snippet[] {
  return [
    {
      file: 'bitbucket-pipelines.yml',
      text: lines`
        - step:
            oidc: { audiences: [${place.url}] }
            services: [docker]
            script:
              - |
                ${under(8, dockerLogin(place, 'BITBUCKET_STEP_OIDC_TOKEN'))}`,
    },
  ];
}

export function buildkite(place: Place): readonly Snippet[] {
  return [
    {
      file: '.buildkite/hooks/pre-command',
      text: lines`
        portunus_token=$(buildkite-agent oidc request-token \
          --audience ${place.url} --claim organization_id,pipeline_id) || exit 1
        ${dockerLogin(place, 'portunus_token').replace('\nstatus=', '\nexport PORTUNUS_DOCKER_CONFIG="$DOCKER_CONFIG"\nstatus=')}
        unset portunus_token user status`,
    },
    {
      file: '.buildkite/hooks/pre-exit',
      text: `if [ -n "\${PORTUNUS_DOCKER_CONFIG:-}" ]; then rm -rf "$PORTUNUS_DOCKER_CONFIG"; fi`,
    },
  ];
}

export function circleci(place: Place): readonly Snippet[] {
  return [
    {
      file: '.circleci/config.yml',
      text: lines`
        - setup_remote_docker
        - run:
            name: Log in by Portunus
            command: |
              set -eu
              token=$(circleci run oidc get --claims '{"aud": "${place.url}"}')
              ${under(6, dockerLogin(place, 'token', 'DOCKER_CONFIG'))}
              echo "export DOCKER_CONFIG='$DOCKER_CONFIG'" >> "$BASH_ENV"`,
    },
  ];
}

export function azureDevops(place: Place): readonly Snippet[] {
  const oidc = lines`
    -H 'Content-Type: application/json' -d '' "$SYSTEM_OIDCREQUESTURI?api-version=7.1"`;
  const [folder, login] = dockerLogin(place, 'token', 'DOCKER_CONFIG').split(/\n(?=status=)/);
  return [
    {
      file: 'azure-pipelines.yml',
      text: lines`
        - bash: |
            set -euo pipefail
            ${under(4, folder ?? '')}
            ${under(4, ask(place, 'SYSTEM_ACCESSTOKEN', oidc))}
            token=$(jq -r .oidcToken "$DOCKER_CONFIG/answer")
            echo "##vso[task.setsecret]$token"
            ${under(4, login ?? '')}
            echo "##vso[task.setvariable variable=DOCKER_CONFIG]$DOCKER_CONFIG"
          displayName: Log in by Portunus
          env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }`,
    },
  ];
}

export function jenkins(place: Place): readonly Snippet[] {
  return [
    {
      file: 'Jenkinsfile',
      text: lines`
        stage('Images') {
          environment {
            DOCKER_CONFIG = "${'$'}{WORKSPACE_TMP}/docker"
            LOGIN_URL = '${loginAddress(place, 'docker-config')}'
          }
          steps {
            withCredentials([string(credentialsId: 'portunus', variable: 'PORTUNUS_TOKEN')]) {
              sh '''
                set +x -eu
                umask 077
                rm -rf "$DOCKER_CONFIG"
                mkdir -p "$DOCKER_CONFIG"
                user=$HOME/.docker
                [ ! -d "$user" ] || (cd "$user" && find "$PWD/" -mindepth 1 -maxdepth 1 ! -name config.json -exec ln -s {} "$DOCKER_CONFIG" ';')
                ${under(8, ask(place, 'PORTUNUS_TOKEN', '"$LOGIN_URL"'))}
                mv "$DOCKER_CONFIG/answer" "$DOCKER_CONFIG/config.json"
              '''
            }
          }
          post { always { sh 'rm -rf "$DOCKER_CONFIG"' } }
        }`,
    },
  ];
}

export function bamboo(place: Place): readonly Snippet[] {
  return [
    {
      file: 'bamboo-specs/bamboo.yml',
      text: lines`
        - script:
            interpreter: SHELL
            scripts:
              - |
                eval "$(aws configure export-credentials --format env)"
                status=$(umask 077; printf 'user = "%s:%s"\nheader = "x-amz-security-token: %s"\n' \
                  "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN" |
                  curl -sS ${TRIES} --config - -o portunus.answer -w '%{http_code}' \
                  --aws-sigv4 aws:amz:eu-west-1:execute-api \
                  '${loginAddress(place, 'bamboo', '/iam/v1')}&namespace=aws.ecr') &&
                  [ "$status" = 200 ] || { cat portunus.answer >&2; exit 1; }
                mv portunus.answer portunus.properties
        - inject-variables: { file: portunus.properties, scope: LOCAL, namespace: custom }
        - script:
            interpreter: SHELL
            scripts:
              - |
                rm portunus.properties
                registry=$bamboo_custom_aws_ecr_proxyEndpointDomain
                printf '%s' "$bamboo_custom_aws_ecr_password" | docker login --username AWS --password-stdin "$registry"`,
    },
  ];
}
