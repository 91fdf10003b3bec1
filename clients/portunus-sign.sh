# shellcheck shell=sh disable=SC2034,SC2154
# Sourced where PORTUNUS_SIGV4 or PORTUNUS_WEB_IDENTITY names a region, and no source has a token: the AWS role of this
# machine asks. Its credentials are sought in the order of AWS's SDKs: the environment, a profile, a task or pod, and then
# the instance.

# Sets $keys to the lines of a configuration of curl that sign a request to the service $1 in the region $2.
sign_for() {
  case $2 in '' | *[!a-z0-9-]*) fail 'Portunus: PORTUNUS_SIGV4 and PORTUNUS_WEB_IDENTITY are regions, such as eu-west-1' ;; esac
  session=Token
  if [ -n "${AWS_ACCESS_KEY_ID:-}" ]; then
    id=$AWS_ACCESS_KEY_ID secret=${AWS_SECRET_ACCESS_KEY:-} token=${AWS_SESSION_TOKEN:-} session=
  elif has_profile; then
    session=SessionToken
    body=$(aws configure export-credentials --format process 2>&1 </dev/null) ||
      fail "Portunus: the AWS CLI gives no credentials: $(printf '%s' "$body" | tr '\n' ' ')"
  elif [ -n "${AWS_CONTAINER_CREDENTIALS_FULL_URI:-}${AWS_CONTAINER_CREDENTIALS_RELATIVE_URI:-}" ]; then
    ask_container
  else
    case ${AWS_EC2_METADATA_DISABLED:-} in [Tt][Rr][Uu][Ee]) body='' ;; *) ask_instance ;; esac
  fi
  [ -z "$session" ] || { id=$(read_text AccessKeyId) secret=$(read_text SecretAccessKey) token=$(read_text "$session"); }
  case $id$secret$token in
    *[!A-Za-z0-9/+=]*) fail 'Portunus: the AWS credentials have characters that none have' ;;
  esac
  { [ -n "$id" ] && [ -n "$secret" ]; } || fail 'Portunus: this machine has no AWS role, and no token was found'
  keys="aws-sigv4 = \"aws:amz:$2:$1\"${NEWLINE}user = \"$id:$secret\""
  [ -z "$token" ] || keys="$keys${NEWLINE}header = \"x-amz-security-token: $token\""
}

# What only the AWS CLI reads: a profile, or the token of a pod with IRSA. It takes a second to start.
has_profile() {
  [ -n "${AWS_PROFILE:-}${AWS_WEB_IDENTITY_TOKEN_FILE:-}" ] || [ -s "${AWS_CONFIG_FILE:-${HOME:-}/.aws/config}" ] ||
    [ -s "${AWS_SHARED_CREDENTIALS_FILE:-${HOME:-}/.aws/credentials}" ]
}

# Prints the text under the name $1 of $body, which is JSON.
read_text() {
  printf '%s' "$body" | tr -d '\n' | sed -n "s|.*\"$1\" *: *\"\([^\"]*\)\".*|\1|p"
}

# One try, because whoever asks waits: these addresses are on this machine. No proxy leads there.
ask_machine() {
  left=3000
  send "noproxy = \"*\"$NEWLINE$1"
  [ "$code$status" = 0200 ] || body=
}

# Only addresses that AWS's SDKs take get the token of the pod.
ask_container() {
  uri=${AWS_CONTAINER_CREDENTIALS_FULL_URI:-http://169.254.170.2${AWS_CONTAINER_CREDENTIALS_RELATIVE_URI:-}}
  case $uri in
    # An @ would make what stands before it the name of a user, and what stands behind it the host.
    *[!]A-Za-z0-9._~:/?\&=%+,[-]*) fail 'Portunus: AWS_CONTAINER_CREDENTIALS_FULL_URI is not an address' ;;
    https://* | http://169.254.170.2[/:]* | http://169.254.170.23[/:]* | http://127.0.0.1[/:]* | http://localhost[/:]*) ;;
    'http://[fd00:ec2::23]'[/:]* | 'http://[::1]'[/:]*) ;;
    *) fail 'Portunus: AWS_CONTAINER_CREDENTIALS_FULL_URI is not an address of this machine' ;;
  esac
  shown=${AWS_CONTAINER_AUTHORIZATION_TOKEN:-}
  [ -z "${AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE:-}" ] || shown=$(cat "$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
  case $shown in *[!A-Za-z0-9._~+/=\ -]*) fail "Portunus: the container's token has characters that none has" ;; esac
  ask_machine "url = \"$uri\"${shown:+${NEWLINE}header = \"Authorization: $shown\"}"
}

# The second version of the instance's metadata service: a token first.
ask_instance() {
  imds=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}
  case $imds in *[!]A-Za-z0-9._:/[-]*) fail 'Portunus: AWS_EC2_METADATA_SERVICE_ENDPOINT is not an address' ;; esac
  path=${imds%/}/latest/meta-data/iam/security-credentials/
  ask_machine "url = \"${imds%/}/latest/api/token\"${NEWLINE}request = \"PUT\"${NEWLINE}\
header = \"X-aws-ec2-metadata-token-ttl-seconds: 60\""
  case $body in '' | *[!A-Za-z0-9_=+/-]*) body='' && return ;; esac
  imds_token="header = \"X-aws-ec2-metadata-token: $body\""
  ask_machine "url = \"$path\"$NEWLINE$imds_token"
  case $body in '' | *[!A-Za-z0-9_+=,.@-]*) body='' && return ;; esac
  ask_machine "url = \"$path$body\"$NEWLINE$imds_token"
}

# Asks for the path $1 by a signature. The parameters of a signed query are sorted, and written as SigV4 wants them.
ask_signed() {
  sign_for execute-api "$PORTUNUS_SIGV4"
  query=$(printf '%s\n' "${1#*\?}" | tr '&' '\n' | LC_ALL=C sort | sed 's|/|%2F|g; s|,|%2C|g; s|:|%3A|g; s|\*|%2A|g' | tr '\n' '&')
  request "url = \"$URL/iam/v1/connectors/${1%%\?*}?${query%&}\"$NEWLINE$keys"
}

# Sets $token to one that AWS signs for the role, for the audience of the service.
find_role_token() {
  sign_for sts "$PORTUNUS_WEB_IDENTITY"
  audience=${PORTUNUS_AUDIENCE:-$URL}
  case $audience in *[!A-Za-z0-9._~:/?=@-]*) fail 'Portunus: the audience has characters that none has' ;; esac
  case $PORTUNUS_WEB_IDENTITY in cn-*) domain=amazonaws.com.cn ;; eusc-*) domain=amazonaws.eu ;; *) domain=amazonaws.com ;; esac
  sts=${AWS_ENDPOINT_URL_STS:-https://sts.$PORTUNUS_WEB_IDENTITY.$domain}
  case $sts in *[!]A-Za-z0-9._:/[-]*) fail 'Portunus: AWS_ENDPOINT_URL_STS is not an address' ;; esac
  form='Action=GetWebIdentityToken&Version=2011-06-15&SigningAlgorithm=ES384&DurationSeconds=300'
  audience=$(printf '%s' "$audience" | sed 's|?|%3F|g; s|=|%3D|g; s|@|%40|g; s|/|%2F|g; s|:|%3A|g')
  request "url = \"${sts%/}/\"${NEWLINE}data = \"$form&Audience.member.1=$audience\"$NEWLINE$keys"
  token=$(printf '%s' "$body" | tr -d '\n' | sed -n 's|.*<WebIdentityToken>\([^<]*\)<.*|\1|p')
  [ -z "$token" ] || return 0
  why=$(printf '%s' "$body" | tr -d '\n' | sed -n 's|.*<Code>\([A-Za-z.]*\)<.*|\1|p')
  fail "Portunus: STS gave this machine's role no token: ${reason:-${why:-it answered $status}}"
}
