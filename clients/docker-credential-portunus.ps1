# A docker credential helper for Windows, called by docker-credential-portunus.cmd: logins of Amazon ECR by Portunus.
param([string] $Command)
$ErrorActionPreference = 'Stop'

# Docker reads errors from standard output.
function Fail([string] $Line) { [Console]::Out.WriteLine($Line); exit 1 }
trap { Fail "Portunus: the helper failed ($($_.Exception.GetType().Name), line $($_.InvocationInfo.ScriptLineNumber))" }

function Assert-Form([string] $Text, [string] $Form, [string] $Otherwise) {
  if ($Text -cnotmatch "\A(?:$Form)\z") { Fail $Otherwise }
}

# Docker goes on without a login after these very words, and shows its user what is on the error output.
function Exit-NotFound([string] $Line) {
  if ($Line) { [Console]::Error.WriteLine($Line) }
  Fail 'credentials not found in native keychain'
}

# Why there was no answer, and whether another try could get one.
function Get-Reason([Exception] $Fault) {
  $names = ''
  for ($one = $Fault; $one; $one = $one.InnerException) {
    $names += " $($one.GetType().Name) $($one.Status) $($one.SocketErrorCode)"
    $words = $one.Message -replace '[\x00-\x1f\x7f]+', ' '
  }
  $kind, $why = switch -Regex ($names) {
    'ProxyNameResolutionFailure' { 'name', 'the name of the proxy was not found'; break }
    'NameResolutionFailure|HostNotFound' { 'name', 'its name was not found'; break }
    'TrustFailure|AuthenticationException' { 'final', "its certificate is not trusted: install the private CA, or set this machine's clock"; break }
    'ConnectFailure|ConnectionRefused' { 'lost', 'the connection was refused'; break }
    'TaskCanceled|OperationCanceled|TimedOut' { 'lost', 'it did not answer in time'; break }
    default { 'lost', 'the connection broke off' }
  }
  return @{ Status = 0; Body = ''; After = 0; Kind = $kind; Reason = "$why ($words)" }
}

function Send-Get([string] $Uri, [string] $Token, [double] $Seconds) {
  Add-Type -AssemblyName System.Net.Http
  [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
  $handler = New-Object Net.Http.HttpClientHandler
  $handler.AllowAutoRedirect = $false
  $client = New-Object Net.Http.HttpClient -ArgumentList $handler
  $client.Timeout = [TimeSpan]::FromSeconds($Seconds)
  $request = New-Object Net.Http.HttpRequestMessage -ArgumentList ([Net.Http.HttpMethod]::Get), $Uri
  [void] $request.Headers.TryAddWithoutValidation('Authorization', "Bearer $Token")
  try {
    $response = $client.SendAsync($request).GetAwaiter().GetResult()
    $body = $response.Content.ReadAsStringAsync().GetAwaiter().GetResult()
  } catch { return Get-Reason $_.Exception }
  $after = 0
  if ($response.Headers.RetryAfter -and $response.Headers.RetryAfter.Delta) { $after = $response.Headers.RetryAfter.Delta.TotalSeconds }
  $status = [int] $response.StatusCode
  $kind = 'final'
  if ($status -in 429, 503, 504) { $kind = 'lost' }
  # A gateway's. Portunus's own says that AWS refused, and that is final.
  if ($status -eq 502 -and $body -cnotmatch '\APortunus: |"retryable":false') { $kind = 'lost' }
  return @{ Status = $status; Body = $body; After = $after; Kind = $kind; Reason = "it answered $status" }
}

# The rule of portunus-request.sh, which a test compares: 25 seconds in all, pauses that grow and have chance in them, three seconds for the last try.
function Send-Request([string] $Uri, [string] $Token) {
  $watch = [Diagnostics.Stopwatch]::StartNew()
  $time = 25.0
  $pause = 1.0
  $tries = 0
  while ($true) {
    $tries += 1
    $answer = Send-Get $Uri $Token ([Math]::Max(1, [Math]::Min(15, $time - $watch.Elapsed.TotalSeconds)))
    $answer.Tries = $tries
    if ($answer.Kind -eq 'final') { return $answer }
    if ($answer.Kind -eq 'name') { $time = [Math]::Min($time, $watch.Elapsed.TotalSeconds + 4) }
    $room = $time - 3 - $watch.Elapsed.TotalSeconds
    if ($room -le 0) { return $answer }
    $chance = Get-Random -Minimum 0.0 -Maximum 1.0
    $wait = $pause / 2 * (1 + $chance)
    if ($answer.After) { $wait = [Math]::Max($wait, $answer.After + $chance) }
    Start-Sleep -Milliseconds ([int] (1000 * [Math]::Min($wait, $room)))
    $pause *= 2
  }
}

function Get-Audience {
  if ($env:PORTUNUS_AUDIENCE) { return $env:PORTUNUS_AUDIENCE.TrimEnd('/') }
  return "$env:PORTUNUS_URL".TrimEnd('/')
}

function Get-GitHubToken {
  $uri = "$env:ACTIONS_ID_TOKEN_REQUEST_URL&audience=" + [Uri]::EscapeDataString((Get-Audience))
  $answer = Send-Request $uri $env:ACTIONS_ID_TOKEN_REQUEST_TOKEN
  if ($answer.Status -ne 200) { Fail "portunus-token: GitHub gave no token: $($answer.Reason)" }
  return ($answer.Body | ConvertFrom-Json).value
}

function Get-Token {
  $mounted = '/var/run/secrets/tokens/portunus'
  if ($env:PORTUNUS_TOKEN_FILE) {
    if (-not (Test-Path -LiteralPath $env:PORTUNUS_TOKEN_FILE -PathType Leaf)) { Fail "portunus-token: can not read $env:PORTUNUS_TOKEN_FILE" }
    $token = "$(Get-Content -LiteralPath $env:PORTUNUS_TOKEN_FILE -Raw)".Trim()
    if (-not $token) { Fail "portunus-token: PORTUNUS_TOKEN_FILE: $env:PORTUNUS_TOKEN_FILE is empty" }
    return $token
  }
  if ($env:PORTUNUS_TOKEN) { return $env:PORTUNUS_TOKEN }
  if ($env:BITBUCKET_STEP_OIDC_TOKEN) { return $env:BITBUCKET_STEP_OIDC_TOKEN }
  if ($env:ACTIONS_ID_TOKEN_REQUEST_URL -and $env:ACTIONS_ID_TOKEN_REQUEST_TOKEN) { return Get-GitHubToken }
  if ($env:PORTUNUS_ID_TOKEN) { return $env:PORTUNUS_ID_TOKEN }
  if ($env:CIRCLE_OIDC_TOKEN_V2) { return $env:CIRCLE_OIDC_TOKEN_V2 }
  if ($env:CIRCLE_OIDC_TOKEN) { return $env:CIRCLE_OIDC_TOKEN }
  if (Get-Command buildkite-agent -ErrorAction SilentlyContinue) {
    # What it writes to its error output would end the script.
    $ErrorActionPreference = 'Continue'
    $token = "$(buildkite-agent oidc request-token --audience (Get-Audience) 2>$null)".Trim()
    if ($token) { return $token }
  }
  if (Test-Path -LiteralPath $mounted -PathType Leaf) { return "$(Get-Content -LiteralPath $mounted -Raw)" }
  if ($env:BUILDKITE_JOB_ID -and (Get-Command buildkite-agent -ErrorAction SilentlyContinue)) { Fail 'portunus-token: buildkite-agent gave no token' }
  Exit-NotFound ('portunus-token: no token in PORTUNUS_TOKEN_FILE, PORTUNUS_TOKEN, BITBUCKET_STEP_OIDC_TOKEN, ACTIONS_ID_TOKEN_REQUEST_URL, ' +
    "PORTUNUS_ID_TOKEN, CIRCLE_OIDC_TOKEN_V2, CIRCLE_OIDC_TOKEN, buildkite-agent, $mounted")
}

function Get-RegistriesFile {
  $config = $env:XDG_CONFIG_HOME
  if (-not $config) { $config = Join-Path $HOME '.config' }
  return Join-Path (Join-Path $config 'portunus') 'registries'
}

# The connector for a host and its further parameters, or nothing.
function Find-Connector([string] $Name, [bool] $IsAmazons) {
  $file = Get-RegistriesFile
  $number = 0
  if (Test-Path -LiteralPath $file) {
    foreach ($line in Get-Content -LiteralPath $file) {
      $number += 1
      if ($line -match '^\s*(#|$)') { continue }
      $pattern, $connector, $parameters = $line.Trim() -split '\s+', 3
      Assert-Form $pattern '[a-z0-9._:*-]+' "Portunus: line $number of $file names no host, in lower case"
      Assert-Form "$connector" '[a-z0-9][a-z0-9-]*' "Portunus: line $number of $file names no connector"
      Assert-Form "$parameters" '[A-Za-z0-9._:/*,=&%-]*' "Portunus: line $number of $file has parameters that are not written as in a query"
      $pattern = $pattern -replace ':443\z', ''
      $form = [regex]::Escape($pattern).Replace('\*', '[^.]*')
      if ($Name -cmatch "\A$form\z") { return @{ Id = $connector; Parameters = "$parameters" } }
    }
  }
  if (-not $env:PORTUNUS_CONNECTOR -or -not $IsAmazons) { return $null }
  Assert-Form $env:PORTUNUS_CONNECTOR '[a-z0-9][a-z0-9-]*' 'Portunus: PORTUNUS_CONNECTOR names no connector'
  return @{ Id = $env:PORTUNUS_CONNECTOR; Parameters = '' }
}

if ($Command -eq 'erase') { exit 0 }
if ($Command -eq 'list') { [Console]::Out.WriteLine('{}'); exit 0 }
if ($Command -eq 'version') { [Console]::Out.WriteLine('docker-credential-portunus 0.1.0'); exit 0 }
if ($Command -ne 'get' -and $Command -ne 'store') { Fail 'usage: docker-credential-portunus get|store|erase|list|version' }

$server = [Console]::In.ReadToEnd().Trim()
if ($Command -eq 'store') { $server = ($server | ConvertFrom-Json).ServerURL }
if (-not $server) { Fail 'no credentials server URL' }
$name = (($server -replace '^https?://', '') -split '/')[0].ToLowerInvariant() -replace ':443$', ''
Assert-Form $name '[a-z0-9._:\[\]-]+' 'Portunus: this is not the name of a registry'

# As in portunus-common.sh.
$suffixes = 'amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|on\.aws|on\.amazonwebservices\.com\.cn|on\.amazonwebservices\.eu|' +
  'sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov'
$isPublic = $name -ceq 'public.ecr.aws' -or $name -ceq 'ecr-public.aws.com'
$isPrivate = $name -cmatch "\A(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:$suffixes)\z"
$route = 'ecr'
$query = 'format=docker-credential'
if ($isPrivate) { $query += "&region=$($Matches[2])&registryIds=$($Matches[1])" }
if ($isPublic) { $route = 'ecr-public' }

$found = Find-Connector $name ($isPublic -or $isPrivate)
if ($Command -eq 'store') {
  if ($found) { exit 0 }
  Fail "Portunus stores no credentials: $name needs another helper"
}
if (-not $found) {
  $file = Get-RegistriesFile
  $where = "no line of $file fits"
  if (-not (Test-Path -LiteralPath $file)) { $where = "$file is not there" }
  if (-not ($isPublic -or $isPrivate)) { Exit-NotFound '' }
  Exit-NotFound "Portunus: no connector for ${name}: $where, and PORTUNUS_CONNECTOR is not set"
}
if ($found.Parameters) { $query += "&$($found.Parameters)" }

Assert-Form $server '[A-Za-z0-9._~:/%?=+,@\[\]-]+' 'Portunus: this is not the address of a registry'
$token = "$(Get-Token)".TrimStart([char] 0xFEFF).Trim()
if ($token -match '\A["'']') { Fail 'portunus-token: the token is in quotes: leave them off' }
if ($token -match '\Abearer ') { Fail 'portunus-token: the token begins with Bearer: leave that off' }
Assert-Form $token '[A-Za-z0-9._-]+' 'portunus-token: the token has characters that no token has'
if (-not $env:PORTUNUS_URL) { Fail 'Portunus: PORTUNUS_URL is not set' }
$base = $env:PORTUNUS_URL.TrimEnd('/')
Assert-Form $base '[A-Za-z0-9._~:/%\[\]-]+' 'Portunus: PORTUNUS_URL is not the address of a service'
Assert-Form $base '(?!.*/v1\z).*' 'Portunus: PORTUNUS_URL is the address of the service alone: leave off /v1'
Assert-Form $base 'https://.+|http://(?:127\.0\.0\.1|localhost|\[::1\])(?:[:/].*)?' 'Portunus: PORTUNUS_URL must begin with https://'

$uri = "$base/v1/connectors/$($found.Id)/$route/credentials?$query"
$answer = Send-Request $uri $token
# A token may be good once only, and be used by a try whose answer was lost. The source may have another one.
if ($answer.Status -eq 401 -and $answer.Tries -gt 1) {
  $other = "$(Get-Token)".TrimStart([char] 0xFEFF).Trim()
  if ($other -cne $token -and $other -cmatch '\A[A-Za-z0-9._-]+\z') { $answer = Send-Request $uri $other }
}
if (-not $answer.Status) { Fail "Portunus is not reachable at ${base}: $($answer.Reason)" }
if ($answer.Status -eq 200) {
  if ($answer.Body -cnotmatch '\A\{.*"Secret"') { Fail "Portunus: $base answered, but not as Portunus does" }
  # The answer is for the server that was asked for, by whichever of its names.
  [Console]::Out.WriteLine(($answer.Body -creplace '"ServerURL":"[^"]*"', "`"ServerURL`":`"$server`""))
  exit 0
}
if ($answer.Body -cmatch '\APortunus: [^\x00-\x1f\x7f]+') { Fail $Matches[0] }
Fail "Portunus at $base answered $($answer.Status)"
