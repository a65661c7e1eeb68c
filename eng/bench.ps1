# Times the engine and PyTorch on the same workloads, in turn; without PyTorch it prints ours alone and says why. All figures go to a file under artifacts/.
. "$PSScriptRoot/common.ps1"

Push-Location $root
try {
  dotnet build test/MLExtensions.Benchmarks -c Release -v quiet
  if ($LASTEXITCODE -eq 0) {
    dotnet run --project test/MLExtensions.Benchmarks -c Release --no-build -- @args
  }
  $status = $LASTEXITCODE
}
finally {
  Pop-Location
}
exit $status
