# shellcheck shell=sh disable=SC2034,SC2154
# Sourced by the helpers beside it, each of which says in fail() how its protocol reports an error.
LC_ALL=C
export LC_ALL
URL=${PORTUNUS_URL:-}
URL=${URL%/}
# Where the host's cache listens. It is asked only if no source has a token.
CACHE=${PORTUNUS_CACHE:-}
# Who asks: y for the token of find_token, which can be asked again; signed, role and cache for the host; else nothing.
own=y

# An agent waits for this, and each program that is started takes a millisecond or two: what the shell can do, it does.

# Sets $host to a registry's name, from its address or from an image's name.
read_host() {
  host=${1#http*://}
  case $host in *[A-Z]*) host=$(printf '%s\n' "$host" | tr '[:upper:]' '[:lower:]') ;; esac
  host=${host%%/*}
  host=${host%:443}
  case $host in *[!]a-z0-9._:[-]*) fail 'Portunus: this is not the name of a registry' ;; esac
}

# Sets $route, and $query to what makes the login one of that very registry. False for hosts that are not Amazon's.
read_registry() {
  route=ecr-public query=
  case $host in public.ecr.aws | ecr-public.aws.com) return ;; esac
  route=ecr
  registry=${host%%.*}
  region=${host#*.dkr[.-]ecr}
  region=${region#-fips}
  suffix=${region#.*.}
  region=${region#.}
  region=${region%%.*}
  case $registry in *[!0-9]*) return 1 ;; esac
  case $region in '' | *[!a-z0-9-]*) return 1 ;; esac
  case $suffix in
    amazonaws.com | amazonaws.com.cn | amazonaws.eu | on.aws | on.amazonwebservices.com.cn | on.amazonwebservices.eu) ;;
    sc2s.sgov.gov | c2s.ic.gov | cloud.adc-e.uk | csp.hci.ic.gov) ;;
    *) return 1 ;;
  esac
  case $host in
    "$registry.dkr.ecr.$region.$suffix" | "$registry.dkr.ecr-fips.$region.$suffix") ;;
    "$registry.dkr-ecr.$region.$suffix" | "$registry.dkr-ecr-fips.$region.$suffix") ;;
    *) return 1 ;;
  esac
  [ ${#registry} = 12 ] && query="&region=$region&registryIds=$registry"
}

check_connector() {
  case $1 in
    '' | -* | *[!a-z0-9-]*) fail "Portunus: $2 names no connector: lower case letters, digits and hyphens" ;;
  esac
}

check_parameters() {
  case $1 in *[!A-Za-z0-9._:/*,=\&%-]*) fail "Portunus: $2 has parameters that are not written as in a query" ;; esac
}

# A `*` matches a part of one label: where there are as many dots on both sides, no `*` holds one.
matches() {
  # shellcheck disable=SC2254
  case $1 in $2) [ "$(printf %s "$1" | tr -cd .)" = "$(printf %s "$2" | tr -cd .)" ] ;; *) false ;; esac
}

# Sets $connector and $parameters for $host. False if nothing is configured for it; $nowhere says where it was looked for.
find_connector() {
  file=${XDG_CONFIG_HOME:-${HOME:-}/.config}/portunus/registries
  if [ -e "$file" ]; then
    { [ -f "$file" ] && [ -r "$file" ]; } || fail "Portunus: can not read $file"
    number=0 CR=$(printf '\r') BOM=$(printf '\357\273\277')
    while read -r pattern connector parameters || [ -n "$pattern" ]; do
      number=$((number + 1))
      # As an editor on Windows ends lines and begins files; and a port that says nothing.
      pattern=${pattern#"$BOM"}
      pattern=${pattern%"$CR"} connector=${connector%"$CR"} parameters=${parameters%"$CR"}
      pattern=${pattern%:443}
      case $pattern in
        '' | '#'*) continue ;;
        *[!a-z0-9._:*-]*) fail "Portunus: line $number of $file names no host, in lower case" ;;
      esac
      check_connector "$connector" "line $number of $file"
      check_parameters "$parameters" "line $number of $file"
      if matches "$host" "$pattern"; then return; fi
    done <"$file"
  fi
  connector=${PORTUNUS_CONNECTOR:-} parameters=
  nowhere="Portunus: no connector for $host: no line of $file fits, and PORTUNUS_CONNECTOR is not set"
  [ -e "$file" ] || nowhere="Portunus: no connector for $host: $file is not there, and PORTUNUS_CONNECTOR is not set"
  # Only Amazon's hosts: everything else, such as Docker Hub, is none of ours.
  if [ -z "$connector" ] || ! read_registry; then return 1; fi
  check_connector "$connector" PORTUNUS_CONNECTOR
}

check_url() {
  case $URL in
    '') fail 'Portunus: PORTUNUS_URL is not set' ;;
    *[!]A-Za-z0-9._~:/%[-]*) fail 'Portunus: PORTUNUS_URL is not the address of a service' ;;
    */v1) fail 'Portunus: PORTUNUS_URL is the address of the service alone: leave off /v1' ;;
    https://?* | http://127.0.0.1 | http://127.0.0.1[:/]* | http://localhost | http://localhost[:/]*) ;;
    'http://[::1]' | 'http://[::1]'[:/]*) ;;
    *) fail 'Portunus: PORTUNUS_URL must begin with https://' ;;
  esac
}

# To be called in a subshell. The one beside this file is read instead of started: that is one program less. Of
# another, which may warn of something on its error output, the token is marked; it is what is printed on one line.
find_token() {
  case $(command -v portunus-token) in
    "$here/portunus-token") . "$here/portunus-token" ;;
    *) found=$(portunus-token) && printf '\n=%s' "$(printf %s "$found" | tr '\n' ' ')" ;;
  esac
}

# No source has a token: from now on this machine's AWS role asks, or the host's cache. Without them, does $1 with $2.
use_host() {
  if [ -n "${PORTUNUS_SIGV4:-}" ]; then
    own=signed
  elif [ -n "${PORTUNUS_WEB_IDENTITY:-}" ]; then
    own=role
  elif [ -n "$CACHE" ]; then
    case $CACHE in *[!A-Za-z0-9._~:/@%+,=-]* | [!/]*) fail 'Portunus: PORTUNUS_CACHE is not the path of a socket' ;; esac
    [ -S "$CACHE" ] || fail "Portunus: no cache listens at $CACHE, see PORTUNUS_CACHE"
    own=cache URL=$CACHE
  else
    "$1" "$2"
  fi
}

check_token() {
  case $token in
    '') fail 'Portunus: the token is empty' ;;
    *[!A-Za-z0-9._-]*) fail 'Portunus: the token has characters that no token has' ;;
  esac
}

# Sends the request for the path $1 with $token, or as the host.
ask() {
  case $own in
    signed) ask_signed "$1" && return ;;
    # The cache shows the host's own credentials.
    cache) request "unix-socket = \"$CACHE\"${NEWLINE}url = \"http://localhost/v1/connectors/$1\"" && return ;;
    role) find_role_token ;;
  esac
  token=${token##*"$NEWLINE="}
  check_token
  request "url = \"$URL/v1/connectors/$1\"${NEWLINE}header = \"Authorization: Bearer $token\""
}

# Asks for the path $1 and sets $body, in which $2 must stand. Otherwise fails with the one line there is to say.
fetch() {
  [ "$own" = cache ] || check_url
  command -v curl >/dev/null || fail 'Portunus: curl is not installed'
  # shellcheck source=clients/portunus-request.sh
  . "$here/portunus-request.sh"
  # shellcheck source=clients/portunus-sign.sh
  case $own in signed | role) . "$here/portunus-sign.sh" ;; esac
  ask "$1"
  # A token may be good once only, and be used by a try whose answer was lost. The source may have another one.
  if [ "$status$own" = 401y ] && [ "$tries" -gt 1 ]; then
    used=$token
    token=$(find_token 2>&1) || token=$used
    [ "${token##*"$NEWLINE="}" = "$used" ] || ask "$1"
  fi
  [ -z "$reason" ] || fail "Portunus is not reachable at $URL: $reason"
  if [ "$status" = 200 ]; then
    case $body in '{'*"$2"*) return ;; *) fail "Portunus: $URL answered, but not as Portunus does" ;; esac
  fi
  problem='^\{"type":"urn:portunus:error:.*"detail":"([^"\\]*)","code":"([a-z_]*)".*"requestId":"([^"\\]*)"'
  line=$(printf '%s\n' "$body" | sed -nE "1{
    /^Portunus: /p
    s/$problem,\"errors\":\[\{\"field\":\"([^\"\\]*)\",\"detail\":\"([^\"\\]*)\".*/Portunus: \1 \4 \5. (\2, request \3)/p
    s/$problem\}\$/Portunus: \1 (\2, request \3)/p
  }" | tr -d '\000-\011\013-\037\177')
  fail "${line:-Portunus at $URL answered $status}"
}
