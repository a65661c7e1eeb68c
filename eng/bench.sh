#!/usr/bin/env bash
# Times the engine and PyTorch on the same workloads, in turn: `eng/bench.sh --filter lstm`. Without PyTorch (on Debian: python3-torch,
# libopenblas0-pthread, libopenblas0-openmp) it prints ours alone and says why. All figures go to a file under artifacts/.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

dotnet build test/MLExtensions.Benchmarks -c Release -v quiet
exec dotnet run --project test/MLExtensions.Benchmarks -c Release --no-build -- "$@"
