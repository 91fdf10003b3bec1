#!/usr/bin/env bash
# What action.yml runs; its inputs come as PORTUNUS_… . Nothing is written before Portunus has answered, and nothing is
# printed before the secrets are masked. It needs curl, and runs in the bash 3.2 of macOS too.
set +x -euo pipefail
umask 077
export LC_ALL=C

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
  [[ $PORTUNUS_URL =~ ^(https://|http://(127\.0\.0\.1|localhost)(:[0-9]+)?(/|$)) ]] || fail 'the input url must begin with https://'
  [[ $PORTUNUS_CONNECTOR =~ ^[a-z0-9][a-z0-9-]{1,62}$ ]] || fail 'the input connector must be the id of a connector'
  case $PORTUNUS_FORMAT in
    docker-config) query=(--data-urlencode 'format=docker-config') ;;
    env) query=(--data-urlencode 'format=github-actions') ;;
    output)
      [[ $PORTUNUS_REGISTRY_IDS != *,* ]] || fail 'the format output takes one registry; docker-config and env take several'
      query=(--data-urlencode 'format=github-actions' --data-urlencode 'namespace=portunus')
      ;;
    *) fail 'the input format must be docker-config, env or output' ;;
  esac
  if [[ -n $PORTUNUS_REGION ]]; then query+=(--data-urlencode "region=$PORTUNUS_REGION"); fi
  if [[ -n $PORTUNUS_REGISTRY_IDS ]]; then query+=(--data-urlencode "registryIds=${PORTUNUS_REGISTRY_IDS// /}"); fi
}

# Sets body and status. The header comes by standard input: arguments can be seen by other processes.
get() {
  local bearer=$1 attempt answer code
  shift
  for attempt in 1 2 3; do
    code=0
    answer=$(printf 'Authorization: Bearer %s' "$bearer" | curl -s --max-time 30 -H @- -w '\n%{http_code}' -G "$@") || code=$?
    ((code == 0)) || answer=$'\n'"none, curl ended with $code"
    status=${answer##*$'\n'}
    body=${answer%$'\n'*}
    case $status in
      none* | 503 | 504) if ((attempt < 3)); then sleep "$attempt"; fi ;;
      *) return 0 ;;
    esac
  done
}

get_token() {
  [[ -n ${ACTIONS_ID_TOKEN_REQUEST_URL:-} && -n ${ACTIONS_ID_TOKEN_REQUEST_TOKEN:-} ]] ||
    fail 'GitHub gives this job no token: it needs "permissions: {id-token: write}"'
  get "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" --data-urlencode "audience=${PORTUNUS_AUDIENCE:-${PORTUNUS_URL%/}}" "$ACTIONS_ID_TOKEN_REQUEST_URL"
  token=$(text_in value "$body") || fail "GitHub gave this job no token (HTTP $status)"
  mask "$token"
}

# One line: what is wrong, with which field, and what to tell the operator.
refusal() {
  local rest=$body line code request
  if ! line=$(text_in detail "$body") || ! code=$(text_in code "$body") || ! request=$(text_in requestId "$body"); then
    printf 'no answer of Portunus at %s (HTTP %s)' "$PORTUNUS_URL" "$status"
    return 0
  fi
  while [[ $rest =~ \"field\":\"([^\"]*)\",\"detail\":\"([^\"]*)\"(.*) ]]; do
    line+=" ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}."
    rest=${BASH_REMATCH[3]}
  done
  printf '%s (HTTP %s, %s, request %s)' "$line" "$status" "$code" "$request"
}

# The job's own docker config stays as it was: what it held is copied or linked, and the new logins win.
write_docker_config() {
  local old=${DOCKER_CONFIG:-$HOME/.docker} auth decoded directory entry
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
    # docker looks into the file, and not into its store, for hosts whose helper is the empty text.
    body=$(printf '%s' "$body" | jq --slurpfile old "$old/config.json" '. as $new | $old[0] | .auths += $new.auths
      | if has("credsStore") or has("credHelpers") then .credHelpers += ($new.auths | map_values("")) else . end') ||
      fail "$old/config.json is no JSON"
  fi
  directory=$(mktemp -d "${RUNNER_TEMP:-/tmp}/portunus.XXXXXXXX")
  if [[ -d $old ]]; then
    for entry in "$old"/*; do
      if [[ -e $entry && ${entry##*/} != config.json ]]; then ln -s "$entry" "$directory/"; fi
    done
  fi
  printf '%s\n' "$body" > "$directory/config.json"
  printf 'DOCKER_CONFIG=%s\n' "$directory" >> "$GITHUB_ENV"
}

check_inputs
get_token
get "$token" "${query[@]}" "${PORTUNUS_URL%/}/v1/connectors/$PORTUNUS_CONNECTOR/ecr/credentials"
[[ $status == 200 ]] || fail "$(refusal)"
case $PORTUNUS_FORMAT in
  docker-config)
    registries=$(printf '%s' "$body" | grep -oE '"[a-z0-9.-]+(:[0-9]+)?":\{"auth"' | cut -d '"' -f 2)
    write_docker_config
    printf 'portunus_proxyEndpointDomain=%s\n' "${registries%%$'\n'*}" >> "$GITHUB_OUTPUT"
    printf 'Portunus: docker is logged in to %s\n' "${registries//$'\n'/, }"
    ;;
  # The answer is a script that masks first.
  env) eval "$body" ;;
  output) PORTUNUS_GITHUB_FILE=$GITHUB_OUTPUT && eval "$body" ;;
esac
