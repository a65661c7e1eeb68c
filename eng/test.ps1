# Builds everything and runs every test program; arguments, such as --filter, go to each of them. Without arguments also the kernels on narrower vectors
# and, but on Windows, with guarded memory, and the reference cases of PyTorch.
# The last line is "N passed, M failed, K skipped". A program that does not build, crashes or ends early is a failure.
. "$PSScriptRoot/common.ps1"

$passed = 0
$failed = 0
$skipped = 0

# Of what, in a program's summary; -1 where there is no summary. Where CI is set the summary is coloured.
function Get-Count($log, $what) {
  $line = $log -replace "$([char]27)\[[0-9;]*m" | Select-String "^ +${what}: ([0-9]+)\s*$" | Select-Object -Last 1
  if ($line) { [int]$line.Matches[0].Groups[1].Value } else { -1 }
}

# Runs a test program and counts.
function Invoke-Tests($project, $title, $configuration) {
  Write-Host "`n== $title"
  $log = @()
  dotnet run --project $project -c $configuration --no-build -- @args | Tee-Object -Variable log | Out-Host
  $status = $LASTEXITCODE
  if ((Get-Count $log 'total') -lt 0) {
    Write-Host "$title ended without a summary, exit code ${status}: counted as one failure."
    $script:failed += 1
    return
  }
  $script:passed += Get-Count $log 'succeeded'
  $script:failed += Get-Count $log 'failed'
  $script:skipped += Get-Count $log 'skipped'
  # 8 is "no test ran": a filter may leave none in a program.
  if ($status -notin 0, 8 -and (Get-Count $log 'failed') -eq 0) {
    Write-Host "$title ended with exit code ${status}: counted as one failure."
    $script:failed += 1
  }
}

Push-Location $root
try {
  $projects = @(Get-ChildItem test/*.Tests/*.csproj)
  $solution = Get-Content MLExtensions.sln -Raw
  $targets = @('MLExtensions.sln') + @($projects | Where-Object { -not $solution.Contains($_.Name) } | ForEach-Object FullName)
  $built = $true
  foreach ($target in $targets) {
    if ($built) {
      dotnet build $target -c Release -v quiet
      $built = $LASTEXITCODE -eq 0
    }
  }

  if (-not $built) {
    Write-Host 'The build failed: counted as one failure.'
    $failed = 1
    $projects = @()
  }

  foreach ($project in $projects) {
    Invoke-Tests $project.FullName $project.BaseName Release @args
  }

  # The kernels' tests again: on narrower vectors, by the runtime's switches that turn instruction sets off, and once with guarded memory, where a read or
  # write past a buffer ends the process. Those of memory ask how much the usual pool allocates.
  if ($built -and $args.Count -eq 0) {
    $kernels = 'test/MLExtensions.Tensors.Tests'
    foreach ($narrower in @(@{ Switch = 'DOTNET_EnableAVX512'; Bits = 256 }, @{ Switch = 'DOTNET_EnableAVX2'; Bits = 128 })) {
      Set-Item "env:$($narrower.Switch)" 0
      $env:MLEXTENSIONS_VECTOR_BITS = $narrower.Bits
      Invoke-Tests $kernels "$kernels, $($narrower.Bits)-bit vectors" Release --filter 'TestCategory!=Memory'
      Remove-Item "env:$($narrower.Switch)", env:MLEXTENSIONS_VECTOR_BITS
    }
    if (-not $IsWindows) {
      dotnet build $kernels -c CheckBounds -v quiet
      if ($LASTEXITCODE -eq 0) {
        Invoke-Tests $kernels "$kernels, bounds checked" CheckBounds --filter 'TestCategory!=Memory'
      } else {
        Write-Host 'CheckBounds does not build: counted as one failure.'
        $failed += 1
      }
    }
  }

  # The reference cases: their program counts for itself, and a skipped case is one that it does not know.
  if ($built -and $args.Count -eq 0) {
    Write-Host "`n== MLExtensions.Parity"
    $log = @()
    dotnet run --project test/MLExtensions.Parity -c Release --no-build -- test/MLExtensions.Parity/Cases | Tee-Object -Variable log
    if ("$($log | Select-Object -Last 1)" -match '^([0-9]+) passed, ([0-9]+) failed, ([0-9]+) skipped$') {
      $passed += [int]$Matches[1]
      $failed += [int]$Matches[2]
      $skipped += [int]$Matches[3]
    } else {
      Write-Host 'The reference cases ended without a summary: counted as one failure.'
      $failed += 1
    }
  }
}
finally {
  Pop-Location
}

if ($built -and $passed + $failed -eq 0) { Write-Host 'No test ran.' }
Write-Host "`n$passed passed, $failed failed, $skipped skipped"
if ($failed -eq 0 -and $passed -gt 0) { exit 0 } else { exit 1 }
