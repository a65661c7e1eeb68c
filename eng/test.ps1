# Builds everything and runs every test program; arguments, such as --filter, go to each of them. Without arguments also the reference cases of PyTorch.
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
    Write-Host "`n== $($project.BaseName)"
    $log = @()
    dotnet run --project $project.FullName -c Release --no-build -- @args | Tee-Object -Variable log
    $status = $LASTEXITCODE
    if ((Get-Count $log 'total') -lt 0) {
      Write-Host "$($project.Name) ended without a summary, exit code ${status}: counted as one failure."
      $failed += 1
      continue
    }
    $passed += Get-Count $log 'succeeded'
    $failed += Get-Count $log 'failed'
    $skipped += Get-Count $log 'skipped'
    # 8 is "no test ran": a filter may leave none in a program.
    if ($status -notin 0, 8 -and (Get-Count $log 'failed') -eq 0) {
      Write-Host "$($project.Name) ended with exit code ${status}: counted as one failure."
      $failed += 1
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
