// What people paste on their own machine. A test reads each command with the command's own options.
import { lines, type Place, registryOf, type Snippet } from './place.ts';

function at({ url }: Place): string {
  return `--url ${url}`;
}

function inRegion({ region, service }: Place): string {
  return region === undefined || service === 'ecr-public' ? '' : ` --region ${region}`;
}

/** People sign in first. Who has signed in already is told so at once. */
function signIn(place: Place): string {
  return `npx portunus login ${at(place)}`;
}

function ecrLogin(place: Place): string {
  return `npx portunus ${place.service} login ${place.id} ${at(place)}${inRegion(place)}`;
}

export function docker(place: Place): readonly Snippet[] {
  return [{ text: `${signIn(place)}\n${ecrLogin(place)}` }];
}

export function podman(place: Place): readonly Snippet[] {
  return [{ text: `${signIn(place)}\n${ecrLogin(place)} --podman` }];
}

export function credentialHelper(place: Place): readonly Snippet[] {
  const host = registryOf(place);
  const parameters = inRegion(place) === '' ? '' : ` region=${place.region}`;
  return [
    { file: '~/.docker/config.json', text: `{ "credHelpers": { "${host}": "portunus" } }` },
    { file: '~/.config/portunus/registries', text: `${host} ${place.id}${parameters}` },
    { text: `export PORTUNUS_URL=${place.url}` },
  ];
}

export function shellVariables(place: Place): readonly Snippet[] {
  return [{ text: `${signIn(place)}\neval "$(${ecrLogin(place)} --format bash)"` }];
}

export function exec(place: Place): readonly Snippet[] {
  const command = `npx portunus exec ${place.id} ${at(place)}${inRegion(place)}`;
  return [{ text: `${signIn(place)}\n${command} -- aws sts get-caller-identity` }];
}

export function awsProfile({ url, id, home }: Place): readonly Snippet[] {
  return [
    {
      file: '~/.aws/config',
      text: lines`
        [profile ${id}]
        region = ${home}
        credential_process = /usr/local/bin/portunus-credential-process ${id}`,
    },
    { text: `export PORTUNUS_URL=${url}\naws sts get-caller-identity --profile ${id}` },
  ];
}

export function awsSdk({ url, id }: Place): readonly Snippet[] {
  return [
    {
      text: lines`
        umask 077
        printf '%s' "$PORTUNUS_TOKEN" > "$HOME/portunus-token"
        export AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE="$HOME/portunus-token"
        export AWS_CONTAINER_CREDENTIALS_FULL_URI='${url}/v1/connectors/${id}/credentials?format=container'
        unset AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
        aws sts get-caller-identity`,
    },
  ];
}

export function awsConsole(place: Place): readonly Snippet[] {
  return [{ text: `${signIn(place)}\nnpx portunus console ${place.id} ${at(place)}` }];
}

function packages(tool: 'npm' | 'pip' | 'maven' | 'gradle' | 'nuget') {
  return (place: Place): readonly Snippet[] => {
    const { id, repository = 'REPOSITORY' } = place;
    const login = `npx portunus codeartifact login ${id} --tool ${tool} --repository ${repository}`;
    return [{ text: `${signIn(place)}\n${login} ${at(place)}${inRegion(place)}` }];
  };
}

export const npm = packages('npm');
export const pip = packages('pip');
export const maven = packages('maven');
export const gradle = packages('gradle');
export const nuget = packages('nuget');
