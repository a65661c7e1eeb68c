#!/usr/bin/env bash
# Builds everything and runs every test program; arguments, such as --filter, go to each of them. Without arguments also the kernels on narrower vectors
# and with guarded memory, and the reference cases of PyTorch. Installs chromium where it is missing and may be installed.
# The last line is "N passed, M failed, K skipped". A program that does not build, crashes or ends early is a failure.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

count() { # of what, in the program's summary; nothing where there is no summary. Where CI is set the summary is coloured.
  sed -E $'s/\x1b\\[[0-9;]*m//g' "$log" | sed -nE "s/^ +$1: ([0-9]+)[[:space:]]*\$/\1/p" | tail -n 1
}

run_tests() {
  local project=$1 status=0
  shift
  dotnet run --project "$project" -c "${configuration:-Release}" --no-build -- "$@" 2>&1 | tee "$log" || status=${PIPESTATUS[0]}
  if [[ -z "$(count total)" ]]; then
    echo "$project ended without a summary, exit code $status: counted as one failure."
    failed=$((failed + 1))
    return
  fi
  passed=$((passed + $(count succeeded)))
  failed=$((failed + $(count failed)))
  skipped=$((skipped + $(count skipped)))
  # 8 is "no test ran": a filter may leave none in a program.
  if ((status != 0 && status != 8 && $(count failed) == 0)); then
    echo "$project ended with exit code $status: counted as one failure."
    failed=$((failed + 1))
  fi
}

# The kernels' tests again: on narrower vectors, by the runtime's switches that turn instruction sets off, and once with guarded memory, where a read or
# write past a buffer ends the process. Those of memory ask how much the usual pool allocates.
run_kernels() {
  local kernels=test/MLExtensions.Tensors.Tests rest=(--filter "TestCategory!=Memory")
  echo
  echo "== $kernels, 256-bit vectors"
  DOTNET_EnableAVX512=0 MLEXTENSIONS_VECTOR_BITS=256 run_tests "$kernels" "${rest[@]}"
  echo
  echo "== $kernels, 128-bit vectors"
  DOTNET_EnableAVX2=0 MLEXTENSIONS_VECTOR_BITS=128 run_tests "$kernels" "${rest[@]}"
  echo
  echo "== $kernels, bounds checked"
  if dotnet build "$kernels" -c CheckBounds -v quiet; then
    configuration=CheckBounds run_tests "$kernels" "${rest[@]}"
  else
    echo "CheckBounds does not build: counted as one failure."
    failed=$((failed + 1))
  fi
}

# The reference cases: their program counts for itself, and a skipped case is one that it does not know.
run_parity() {
  local line
  dotnet run --project test/MLExtensions.Parity -c Release --no-build -- test/MLExtensions.Parity/Cases 2>&1 | tee "$log" || true
  line=$(tail -n 1 "$log")
  if [[ "$line" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
    skipped=$((skipped + BASH_REMATCH[3]))
  else
    echo "The reference cases ended without a summary: counted as one failure."
    failed=$((failed + 1))
  fi
}

# A browser for the tests of the reports' page. Where it cannot be installed, as by another user than root, those tests are skipped and say so.
bring_browser() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    ! command -v "$name" > /dev/null || return 0
  done
  if ((EUID == 0)) && command -v apt-get > /dev/null; then
    echo "Installing chromium for the tests of reports."
    export DEBIAN_FRONTEND=noninteractive
    timeout 600 sh -c 'apt-get update && apt-get install -y --no-install-recommends chromium' > "$log" 2>&1 || tail -n 3 "$log"
  fi
}

build() {
  dotnet build MLExtensions.sln -c Release -v quiet || return
  for project in test/*.Tests/*.csproj; do
    grep -qF "$(basename "$project")" MLExtensions.sln || dotnet build "$project" -c Release -v quiet || return
  done
}

bring_browser
if build; then
  for project in test/*.Tests/*.csproj; do
    echo
    echo "== $(basename "$project" .csproj)"
    run_tests "$project" "$@"
  done
  if (($# == 0)); then
    run_kernels
    echo
    echo "== MLExtensions.Parity"
    run_parity
  fi
  ((passed + failed > 0)) || echo "No test ran."
else
  echo "The build failed: counted as one failure."
  failed=1
fi

echo
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0 && passed > 0))
