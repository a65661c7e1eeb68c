# Sourced by the scripts beside it: goes to the repository's root and settles which Microsoft.ML the build uses.
# MLNetSource=package|offline in the environment decides; else the note of an earlier probe; else a probe of the feed.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The language, because what the tools print is read here.
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

note=eng/.mlnet-source
extras_note=eng/.mlnet-extras
extras=(Microsoft.Extensions.ML)

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# Restores the exact packages once. Only a feed that answers and lacks them, or has other versions alone, makes it the stand-in; all else is an error.
probe_feed() {
  local output others
  if output=$(dotnet restore eng/probe/Probe.csproj --force -p:MLNetSource=package 2>&1); then
    echo package > "$note"
    return
  fi
  others=$(grep -oE 'error [A-Z]+[0-9]+' <<< "$output" | grep -vE 'error NU110[12]$' || true)
  if [[ -n "$others" || ! "$output" =~ "error NU110" ]]; then
    fail "$output" "The package feed could not be probed for Microsoft.ML (above is what restore said)." \
      "Mend it, or choose with MLNetSource=package or MLNetSource=offline in the environment."
  fi
  echo offline > "$note"
}

# Packages that only some tests need: those the feed has are noted, the tests of the others are skipped. A feed that does not answer is asked again next time.
probe_extras() {
  local output found=""
  for package in "${extras[@]}"; do
    if output=$(dotnet restore eng/probe/Probe.csproj --force -p:MLNetSource=package -p:Probed="$package" 2>&1); then
      found+="$package;"
    elif [[ ! "$output" =~ "error NU110" ]] || grep -oE 'error [A-Z]+[0-9]+' <<< "$output" | grep -qvE 'error NU110[12]$'; then
      echo "$package: the feed did not say whether it has it; its tests are skipped."
      return
    fi
  done
  echo "$found" > "$extras_note"
}

command -v dotnet > /dev/null || fail "dotnet was not found: install the .NET 10 SDK, https://dotnet.microsoft.com/download."

if [[ -n "${MLNetSource:-}" ]]; then
  reason="as MLNetSource says"
elif [[ -f "$note" ]]; then
  reason="noted in $note: delete it to probe the feed again"
else
  probe_feed
  reason="probed now, noted in $note"
fi
export MLNetSource=${MLNetSource:-$(tr -d '[:space:]' < "$note")}

case "$MLNetSource" in
  package) echo "Microsoft.ML: the package ($reason)" ;;
  offline) echo "Microsoft.ML: the stand-in in eng/offline ($reason)" ;;
  *) fail "MLNetSource is '$MLNetSource' ($reason): expected package or offline." ;;
esac

if [[ "$MLNetSource" == package ]]; then
  [[ -f "$extras_note" ]] || probe_extras
fi
