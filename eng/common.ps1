# Dot-sourced by the scripts beside it, the twin of common.sh: settles which Microsoft.ML the build uses.
# MLNetSource=package|offline in the environment decides; else the note of an earlier probe; else a probe of the feed.

$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot
$note = Join-Path $PSScriptRoot '.mlnet-source'
$extrasNote = Join-Path $PSScriptRoot '.mlnet-extras'
$extras = @('Microsoft.Extensions.ML')

# The language, because what the tools print is read here.
$env:DOTNET_CLI_UI_LANGUAGE = 'en'
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'

# Restores the exact packages once. Only a feed that answers and lacks them, or has other versions alone, makes it the stand-in; all else is an error.
function Find-MLNetSource {
  $output = (dotnet restore "$PSScriptRoot/probe/Probe.csproj" --force '-p:MLNetSource=package') -join "`n"
  if ($LASTEXITCODE -eq 0) { return 'package' }
  $codes = @([regex]::Matches($output, 'error ([A-Z]+[0-9]+)') | ForEach-Object { $_.Groups[1].Value })
  $others = @($codes | Where-Object { $_ -notin 'NU1101', 'NU1102' })
  if ($codes.Count -eq 0 -or $others.Count -gt 0) {
    throw "$output`nThe package feed could not be probed for Microsoft.ML (above is what restore said).`n" +
      'Mend it, or choose with MLNetSource=package or MLNetSource=offline in the environment.'
  }
  return 'offline'
}

# Packages that only some tests need: those the feed has are noted, the tests of the others are skipped. A feed that does not answer is asked again next time.
function Find-MLNetExtras {
  $found = ''
  foreach ($package in $extras) {
    $output = (dotnet restore "$PSScriptRoot/probe/Probe.csproj" --force '-p:MLNetSource=package' "-p:Probed=$package") -join "`n"
    if ($LASTEXITCODE -eq 0) {
      $found += "$package;"
    }
    elseif ($output -notmatch 'error NU110' -or @([regex]::Matches($output, 'error ([A-Z]+[0-9]+)') | Where-Object { $_.Groups[1].Value -notin 'NU1101', 'NU1102' }).Count -gt 0) {
      Write-Host "${package}: the feed did not say whether it has it; its tests are skipped."
      return
    }
  }
  Set-Content $extrasNote $found
}

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
  throw 'dotnet was not found: install the .NET 10 SDK, https://dotnet.microsoft.com/download.'
}

if ($env:MLNetSource) {
  $source = $env:MLNetSource
  $reason = 'as MLNetSource says'
}
elseif (Test-Path $note) {
  $source = (Get-Content $note -Raw).Trim()
  $reason = "noted in eng/.mlnet-source: delete it to probe the feed again"
}
else {
  # From the root, so that its global.json picks the SDK.
  Push-Location $root
  try { $source = Find-MLNetSource } finally { Pop-Location }
  Set-Content $note $source
  $reason = 'probed now, noted in eng/.mlnet-source'
}

switch -CaseSensitive ($source) {
  'package' { Write-Host "Microsoft.ML: the package ($reason)" }
  'offline' { Write-Host "Microsoft.ML: the stand-in in eng/offline ($reason)" }
  default { throw "MLNetSource is '$source' ($reason): expected package or offline." }
}

if ($source -ceq 'package' -and -not (Test-Path $extrasNote)) {
  Push-Location $root
  try { Find-MLNetExtras } finally { Pop-Location }
}
