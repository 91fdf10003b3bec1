#!/usr/bin/env bash
# What action.yml runs; its inputs come as PORTUNUS_… . Nothing is written before Portunus has answered, and nothing is
# printed before the secrets are masked. It needs curl, and runs in the bash 3.2 of macOS too.
set +x -euo pipefail
umask 077
export LC_ALL=C
: "${PORTUNUS_AUDIENCE:=}" "${PORTUNUS_REGION:=}" "${PORTUNUS_REGISTRY_IDS:=}" "${PORTUNUS_HOSTS:=}" "${PORTUNUS_FORMAT:=docker-config}"
# shellcheck source=clients/portunus-request.sh
. "${BASH_SOURCE[0]%/*}/../portunus-request.sh"

escaped() {
  local text=$1
  text=${text//'%'/%25}
  text=${text//$'\r'/%0D}
  printf '%s' "${text//$'\n'/%0A}"
}

fail() {
  printf '::error title=Portunus::%s\n' "$(escaped "$1")"
  exit 1
}

mask() {
  printf '::add-mask::%s\n' "$(escaped "$1")"
}

# The first text under a name, of JSON on one line. What stands here holds no escapes but in messages.
text_in() {
  [[ $2 =~ \"$1\":[[:space:]]*\"([^\"]*)\" ]] && printf '%s' "${BASH_REMATCH[1]}"
}

check_inputs() {
  [[ $PORTUNUS_URL =~ ^(https://|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?(/|$)) ]] || fail 'the input url must begin with https://'
  PORTUNUS_URL=${PORTUNUS_URL%/}
  [[ $PORTUNUS_URL != */v1 ]] || fail 'the input url is the address of the service alone: leave off /v1'
  [[ $PORTUNUS_CONNECTOR =~ ^[a-z0-9][a-z0-9-]{1,62}$ ]] || fail 'the input connector must be the id of a connector'
  local input variable
  # curl reads these from a configuration, where a quote would end a text.
  for input in url audience region registry-ids hosts; do
    variable=PORTUNUS_$(printf '%s' "$input" | tr 'a-z-' 'A-Z_')
    case ${!variable} in *[\"\\[:cntrl:]]*) fail "the input $input has characters that it can not have" ;; esac
  done
  case $PORTUNUS_FORMAT in
    docker-config) query=(format=docker-config) ;;
    env) query=(format=github-actions) ;;
    output)
      [[ $PORTUNUS_REGISTRY_IDS != *,* ]] || fail 'the format output takes one registry; docker-config and env take several'
      query=(format=github-actions namespace=portunus)
      ;;
    *) fail 'the input format must be docker-config, env or output' ;;
  esac
  if [[ -n $PORTUNUS_REGION ]]; then query+=("region=$PORTUNUS_REGION"); fi
  if [[ -n $PORTUNUS_REGISTRY_IDS ]]; then query+=("registryIds=${PORTUNUS_REGISTRY_IDS// /}"); fi
  if [[ -n $PORTUNUS_HOSTS ]]; then query+=("hosts=$PORTUNUS_HOSTS"); fi
}

# Asks the address $2 with the token $1 and the parameters that follow.
get() {
  local lines="get${NEWLINE}header = \"Authorization: Bearer $1\"${NEWLINE}url = \"$2\"" parameter
  shift 2
  for parameter in "$@"; do lines+="${NEWLINE}data-urlencode = \"$parameter\""; done
  request "$lines"
}

get_token() {
  [[ -n ${ACTIONS_ID_TOKEN_REQUEST_URL:-} && -n ${ACTIONS_ID_TOKEN_REQUEST_TOKEN:-} ]] ||
    fail 'GitHub gives this job no token: it needs "permissions: {id-token: write}"'
  get "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL" "audience=${PORTUNUS_AUDIENCE:-$PORTUNUS_URL}"
  token=$(text_in value "$body") || fail "GitHub gave this job no token: ${reason:-it answered $status}"
  mask "$token"
}

# One line: what is wrong, with which field, and what to tell the operator.
refusal() {
  local rest=$body line code request
  # A refusal in the form of the script that was asked for.
  if [[ $body =~ ^printf\ \'%s\\n\'\ \'Portunus:\ [A-Z][A-Za-z\ ]*:\ (.*)\ \(([a-z_]+),\ request\ ([^\)]+)\)\' ]]; then
    line=${BASH_REMATCH[1]} code=${BASH_REMATCH[2]} request=${BASH_REMATCH[3]}
    printf '%s (HTTP %s, %s, request %s)' "${line//"'\\''"/"'"}" "$status" "$code" "$request"
    return 0
  fi
  if ! line=$(text_in detail "$body") || ! code=$(text_in code "$body") || ! request=$(text_in requestId "$body"); then
    if [[ -n $reason ]]; then printf 'Portunus is not reachable at %s: %s' "$PORTUNUS_URL" "$reason"; return 0; fi
    printf 'no answer of Portunus at %s (HTTP %s)' "$PORTUNUS_URL" "$status"
    return 0
  fi
  while [[ $rest =~ \"field\":\"([^\"]*)\",\"detail\":\"([^\"]*)\"(.*) ]]; do
    line+=" ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}."
    rest=${BASH_REMATCH[3]}
  done
  printf '%s (HTTP %s, %s, request %s)' "$line" "$status" "$code" "$request"
}

# The one rule for adding logins to a docker config; docker-config-from-secret has the same text. Docker asks a helper of
# a host, then the store, and looks into the file for hosts whose helper is the empty text. Others take that text for the
# name of a helper, and none of them reads credsStore: so it is written only where docker needs it.
MERGE='if $old | length > 1 then error("not one value") else . end | .auths as $new | ($old[0] // {})
  | .auths = (.auths // {}) + $new
  | if .credHelpers then .credHelpers |= with_entries(select(.key as $host | $new | has($host) | not)) else . end
  | if (.credsStore // "") == "" then .
    else .credHelpers = (.credHelpers // {}) + ($new | with_entries(select(.key | startswith("https://") | not) | .value = "")) end'
note=

# The job's own docker config stays as it was: what it held is copied or linked, and the new logins win.
write_docker_config() {
  local old=${DOCKER_CONFIG:-${HOME:-}/.docker} auth decoded directory entry merged=$body
  local auths=$body
  while [[ $auths =~ \"auth\":\"([^\"]*)\"(.*) ]]; do
    auth=${BASH_REMATCH[1]}
    auths=${BASH_REMATCH[2]}
    mask "$auth"
    decoded=$(printf '%s' "$auth" | base64 --decode) || fail 'Portunus answered with a login that can not be read'
    mask "${decoded#*:}"
  done
  if [[ -f $old/config.json ]]; then
    command -v jq > /dev/null || fail "jq is needed to keep what $old/config.json holds"
    merged=$(printf '%s' "$body" | jq --slurpfile old "$old/config.json" "$MERGE") || fail "$old/config.json is not a docker config"
  fi
  directory=$(mktemp -d "${RUNNER_TEMP:-/tmp}/portunus.XXXXXXXX")
  if [[ -d $old ]]; then
    # A link holds a path as from its own folder.
    old=$(cd "$old" && pwd)
    for entry in "$old"/*; do
      case ${entry##*/} in config.json | auth.json) continue ;; esac
      if [[ -e $entry ]]; then ln -s "$entry" "$directory/"; fi
    done
  fi
  if [[ $merged =~ \"credsStore\":[[:space:]]*\"[^\"] ]]; then
    # With the logins that the file had, such as those of this action before.
    printf '%s' "$merged" | jq '{auths}' > "$directory/auth.json"
    note="; it has a credsStore, so programs other than docker need --authfile $directory/auth.json"
  fi
  printf '%s\n' "$merged" > "$directory/config.json"
  printf 'DOCKER_CONFIG=%s\n' "$directory" >> "$GITHUB_ENV"
}

check_inputs
get_token
ask() {
  get "$token" "$PORTUNUS_URL/v1/connectors/$PORTUNUS_CONNECTOR/ecr/credentials" "${query[@]}"
}
ask
# A token may be good once only, and be used by a try whose answer was lost.
if [[ $status == 401 && $tries -gt 1 ]]; then
  get_token
  ask
fi
[[ -z $reason && $status == 200 ]] || fail "$(refusal)"
case $PORTUNUS_FORMAT in
  docker-config)
    registries=$(printf '%s' "$body" | grep -oE '"[a-z0-9.-]+(:[0-9]+)?":\{"auth"' | cut -d '"' -f 2)
    write_docker_config
    printf 'portunus_proxyEndpointDomain=%s\n' "${registries%%$'\n'*}" >> "$GITHUB_OUTPUT"
    printf 'Portunus: docker is logged in to %s%s\n' "${registries//$'\n'/, }" "$note"
    ;;
  # The answer is a script that masks first.
  env) eval "$body" ;;
  output) PORTUNUS_GITHUB_FILE=$GITHUB_OUTPUT && eval "$body" ;;
esac
