# A docker credential helper for Windows, called by docker-credential-portunus.cmd: logins of Amazon ECR by Portunus.
param([string] $Command)
$ErrorActionPreference = 'Stop'

# Docker reads errors from standard output.
function Fail([string] $Line) { [Console]::Out.WriteLine($Line); exit 1 }
trap { Fail "Portunus: the helper failed ($($_.Exception.GetType().Name), line $($_.InvocationInfo.ScriptLineNumber))" }

function Assert-Form([string] $Text, [string] $Form, [string] $Otherwise) {
  if ($Text -cnotmatch "\A(?:$Form)\z") { Fail $Otherwise }
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
  try { $response = $client.SendAsync($request).GetAwaiter().GetResult() } catch { return $null }
  $wait = 1
  if ($response.Headers.RetryAfter -and $response.Headers.RetryAfter.Delta) { $wait = $response.Headers.RetryAfter.Delta.TotalSeconds }
  $body = $response.Content.ReadAsStringAsync().GetAwaiter().GetResult()
  return @{ Status = [int] $response.StatusCode; Body = $body; Wait = $wait }
}

function Get-Audience {
  if ($env:PORTUNUS_AUDIENCE) { return $env:PORTUNUS_AUDIENCE.TrimEnd('/') }
  return "$env:PORTUNUS_URL".TrimEnd('/')
}

function Get-GitHubToken {
  $uri = "$env:ACTIONS_ID_TOKEN_REQUEST_URL&audience=" + [Uri]::EscapeDataString((Get-Audience))
  $answer = Send-Get $uri $env:ACTIONS_ID_TOKEN_REQUEST_TOKEN 20
  if (-not $answer -or $answer.Status -ne 200) { Fail 'portunus-token: GitHub gave no token' }
  return ($answer.Body | ConvertFrom-Json).value
}

function Get-Token {
  $mounted = '/var/run/secrets/tokens/portunus'
  if ($env:PORTUNUS_TOKEN_FILE) {
    if (-not (Test-Path -LiteralPath $env:PORTUNUS_TOKEN_FILE -PathType Leaf)) { Fail "portunus-token: can not read $env:PORTUNUS_TOKEN_FILE" }
    return (Get-Content -LiteralPath $env:PORTUNUS_TOKEN_FILE -Raw).TrimEnd()
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
  if (Test-Path -LiteralPath $mounted -PathType Leaf) { return (Get-Content -LiteralPath $mounted -Raw).TrimEnd() }
  Fail ('portunus-token: no token in PORTUNUS_TOKEN_FILE, PORTUNUS_TOKEN, BITBUCKET_STEP_OIDC_TOKEN, ACTIONS_ID_TOKEN_REQUEST_URL, ' +
    "PORTUNUS_ID_TOKEN, CIRCLE_OIDC_TOKEN_V2, CIRCLE_OIDC_TOKEN, buildkite-agent, $mounted")
}

# The connector for a host and its further parameters, or nothing.
function Find-Connector([string] $Name, [bool] $IsAmazons) {
  $config = $env:XDG_CONFIG_HOME
  if (-not $config) { $config = Join-Path $HOME '.config' }
  $file = Join-Path (Join-Path $config 'portunus') 'registries'
  $number = 0
  if (Test-Path -LiteralPath $file) {
    foreach ($line in Get-Content -LiteralPath $file) {
      $number += 1
      if ($line -match '^\s*(#|$)') { continue }
      $pattern, $connector, $parameters = $line.Trim() -split '\s+', 3
      Assert-Form $pattern '[a-z0-9._:*-]+' "Portunus: line $number of $file names no host, in lower case"
      Assert-Form "$connector" '[a-z0-9][a-z0-9-]*' "Portunus: line $number of $file names no connector"
      Assert-Form "$parameters" '[A-Za-z0-9._:/*,=&%-]*' "Portunus: line $number of $file has parameters that are not written as in a query"
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

$suffixes = 'amazonaws\.(?:com(?:\.cn)?|eu)|on\.(?:aws|amazonwebservices\.com\.cn)|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov'
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
if (-not $found) { Fail 'credentials not found in native keychain' }
if ($found.Parameters) { $query += "&$($found.Parameters)" }

$token = Get-Token
Assert-Form $token '[A-Za-z0-9._-]+' 'portunus-token: the token has characters that no token has'
if (-not $env:PORTUNUS_URL) { Fail 'Portunus: PORTUNUS_URL is not set' }
$base = $env:PORTUNUS_URL.TrimEnd('/')
Assert-Form $base '[A-Za-z0-9._~:/%-]+' 'Portunus: PORTUNUS_URL is not the address of a service'
Assert-Form $base 'https://.+|http://(?:127\.0\.0\.1|localhost)(?:[:/].*)?' 'Portunus: PORTUNUS_URL must begin with https://'
$uri = "$base/v1/connectors/$($found.Id)/$route/credentials?$query"

$watch = [Diagnostics.Stopwatch]::StartNew()
$answer = Send-Get $uri $token 30
if ($answer -and $answer.Status -eq 503 -and $answer.Wait -le 5) {
  $left = 30 - $answer.Wait - $watch.Elapsed.TotalSeconds
  if ($left -gt 0) {
    Start-Sleep -Seconds $answer.Wait
    $answer = Send-Get $uri $token $left
  }
}
if (-not $answer) { Fail "Portunus is not reachable at $base" }
if ($answer.Status -eq 200) {
  if ($answer.Body -cnotmatch '\A\{.*"Secret"') { Fail "Portunus: $base answered, but not as Portunus does" }
  [Console]::Out.WriteLine($answer.Body)
  exit 0
}
if ($answer.Body -cmatch '\APortunus: [^\x00-\x1f\x7f]+') { Fail $Matches[0] }
Fail "Portunus at $base answered $($answer.Status)"
