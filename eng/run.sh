#!/usr/bin/env bash
# Builds and runs examples/QuickStart; arguments go to it.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

dotnet build examples/QuickStart -c Release -v quiet
exec dotnet run --project examples/QuickStart -c Release --no-build -- "$@"
