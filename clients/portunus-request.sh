# shellcheck shell=sh disable=SC2034,SC2154
# Sourced by whatever asks Portunus, or a CI for its token: one request, one rule for trying it again.

NEWLINE='
'

# To read every CA of the system takes curl longer than all the rest of its work. Where Debian and Ubuntu have them, it
# reads the one that signs for AWS, and looks for others in their folder, by name. If no name fits, it reads them all.
trusted=/etc/ssl/certs/Amazon_Root_CA_1.pem
{ [ -z "${CURL_CA_BUNDLE:-}${SSL_CERT_FILE:-}${SSL_CERT_DIR:-}" ] && [ -f "$trusted" ]; } || trusted=

# Sends what the lines $1 of a configuration of curl say, and sends it again after what passes by itself: within 25 seconds
# in all, and after pauses that grow and have chance in them, as callers that failed together would fail together again.
# Sets $status, $body and $tries. Where there was no answer, $reason says why; otherwise it is empty.
request() {
  tries=0 left=25000 pause=1000
  while :; do
    tries=$((tries + 1))
    send "$1"
    # Nothing was sent by a connection that was not trusted, so this is no further try.
    case $code$trusted in 60?* | 77?*) trusted= && send "$1" ;; esac
    passes_by_itself || break
    # Three seconds are kept for the last try.
    room=$((left - 3000))
    [ "$room" -gt 0 ] || break
    choose_wait
    [ "$wait" -le "$room" ] || wait=$room
    left=$((left - wait)) pause=$((pause * 2))
    fraction=$((wait % 1000 + 1000))
    # POSIX has whole seconds only.
    sleep "$((wait / 1000)).${fraction#1}" 2>/dev/null || sleep "$((wait / 1000 + 1))"
  done
  reason=
  [ "$code" = 0 ] || explain "$1"
}

# Everything that is secret goes by curl's standard input: arguments can be read by others on the machine.
send() {
  limit=$((left / 1000)) code=0
  [ "$limit" -le 15 ] || limit=15
  answer=$(printf '%s\n' silent globoff 'proto = "=http,https"' 'connect-timeout = 5' "max-time = $limit" \
    'max-filesize = 1000000' "$1${trusted:+${NEWLINE}cacert = \"$trusted\"}" \
    'write-out = "\n%{errormsg}\n%{http_code} %{http_connect} %{time_total} %header{retry-after}"' |
    curl -q --config - 2>/dev/null) || code=$?
  last=${answer##*"$NEWLINE"}
  answer=${answer%"$NEWLINE"*}
  words=${answer##*"$NEWLINE"}
  body=${answer%"$NEWLINE"*}
  status=${last%% *}
  last=${last#* }
  tunnel=${last%% *}
  last=${last#* }
  took=${last%% *}
  after=${last#* }
  case $took in [0-9]*.[0-9][0-9][0-9][0-9][0-9][0-9]) ;; *) took=0.000500 ;; esac
  fraction=${took#*.}
  left=$((left - ${took%.*} * 1000 - 1${fraction%???} + 1000))
}

passes_by_itself() {
  case $code in
    0)
      case $status in
        429 | 503 | 504) ;;
        # A gateway's. Portunus's own says that AWS refused, and that is final.
        502) case $body in 'Portunus: '* | *'"retryable":false'*) return 1 ;; esac ;;
        *) return 1 ;;
      esac
      ;;
    # A name can be missing for a moment; but who misspelt it should soon know.
    5 | 6) [ "$left" -le 4000 ] || left=4000 ;;
    7 | 16 | 18 | 28 | 35 | 52 | 55 | 92) ;;
    56 | 97) case $tunnel in 429) ;; 4??) return 1 ;; esac ;;
    *) return 1 ;;
  esac
}

# Sets $wait, in milliseconds: half of the pause and up to as much again, and never less than the server asks for.
choose_wait() {
  # The last digits of a time in microseconds are as good as chance here.
  chance=$((1${fraction#???} - 1000))
  wait=$((pause / 2 + pause / 2 * chance / 1000))
  # A date instead of seconds is left alone, and so is what curl before 7.84 prints.
  case $after in '' | *[!0-9]*) return ;; esac
  after=${after#"${after%%[!0]*}"}
  [ ${#after} -le 4 ] || after=9999
  after=$((${after:-0} * 1000 + chance))
  [ "$wait" -ge "$after" ] || wait=$after
}

# Sets $reason: why there was no answer to the request $1, what can be done about it, and curl's own words (from 7.75 on).
explain() {
  words=$(printf '%s' "$words" | tr -d '\000-\037\177')
  case $code in
    5) reason='the name of the proxy was not found, see HTTPS_PROXY' ;;
    6) reason='its name was not found' ;;
    7)
      peer=${1#*://}
      peer=${peer%%[]/:?\"]*}
      reason='the connection was refused'
      case ${HTTPS_PROXY:-}${https_proxy:-}${http_proxy:-}${ALL_PROXY:-}${all_proxy:-} in
        ?*) case $words in '' | *"${peer#?}"*) ;; *) reason='the proxy did not take the connection, see HTTPS_PROXY' ;; esac ;;
      esac
      ;;
    28) reason='it did not answer in time' ;;
    35) reason='the TLS handshake failed' ;;
    51 | 60 | 77)
      reason="its certificate is not trusted: name the file of a private CA in CURL_CA_BUNDLE, or set this machine's clock"
      ;;
    63) reason='the answer is too long' ;;
    16 | 18 | 52 | 55 | 56 | 92 | 97)
      reason='the connection broke off'
      case $tunnel in 000 | 200) ;; *) reason="the proxy refused with $tunnel, see HTTPS_PROXY" ;; esac
      ;;
    *) reason='curl failed' ;;
  esac
  reason="$reason (curl $code${words:+: $words})"
}
