# Builds and runs examples/QuickStart; arguments go to it.
. "$PSScriptRoot/common.ps1"

Push-Location $root
try {
  dotnet build examples/QuickStart -c Release -v quiet
  if ($LASTEXITCODE -eq 0) {
    dotnet run --project examples/QuickStart -c Release --no-build -- @args
  }
  $status = $LASTEXITCODE
}
finally {
  Pop-Location
}
exit $status
