# Sourced by build.sh: which package stack, what it needs from the system, and what this machine has.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# What the stack offline stands on: tensors, the products below them, PNG, JPEG and WebP, and what builds the one native file. libtorch takes its BLAS from the system: without OpenBLAS products are many times slower.
OFFLINE_PACKAGES="libtorch-dev libopenblas0-pthread libspng0 libturbojpeg0 libwebp7 cmake g++ make"

say() { printf '%s\n' "$*" >&2; }

need_sdk() {
    command -v dotnet >/dev/null || { say "The .NET 10 SDK is missing: install it (package dotnet-sdk-10.0, or dotnet-install), then run this again."; exit 1; }
}

# Asks the registry for one small package of the real stack that has no native part.
nuget_carries_the_stack() {
    local probe=artifacts/probe
    rm -rf "$probe" && mkdir -p "$probe"
    cat > "$probe/probe.csproj" <<'END'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="Microsoft.ML.DataView" Version="[5.0.0]" />
    <PackageDownload Include="TorchSharp" Version="[0.106.0]" />
  </ItemGroup>
</Project>
END
    echo '<Project />' > "$probe/Directory.Build.props"
    echo '<Project />' > "$probe/Directory.Build.targets"
    echo '<Project />' > "$probe/Directory.Packages.props"
    local rc=0
    dotnet restore "$probe/probe.csproj" -v quiet -nologo > "$probe/restore.log" 2>&1 || rc=1
    return $rc
}

# Sets PackageStack and STACK_REASON; remembers the answer in artifacts/stack.props, which plain dotnet build reads as well.
choose_stack() {
    local memory=artifacts/stack.props
    if [ -n "${PackageStack:-}" ]; then
        STACK_REASON="chosen by the environment"
    elif [ -f "$memory" ]; then
        PackageStack=$(sed -n 's:.*<PackageStack>\(.*\)</PackageStack>.*:\1:p' "$memory")
        STACK_REASON="remembered in $memory"
    elif nuget_carries_the_stack; then
        PackageStack=nuget
        STACK_REASON="NuGet here carries Microsoft.ML and TorchSharp"
    elif [ "$(uname -s)" = Linux ]; then
        PackageStack=offline
        STACK_REASON="NuGet here does not carry Microsoft.ML and TorchSharp; substitutes over the system's libtorch instead"
    else
        say "NuGet here does not carry Microsoft.ML and TorchSharp, and the substitutes of offline/ need Linux with libtorch. See artifacts/probe/restore.log"
        exit 1
    fi
    export PackageStack
    mkdir -p artifacts
    printf '<Project>\n  <PropertyGroup>\n    <PackageStack>%s</PackageStack>\n  </PropertyGroup>\n</Project>\n' "$PackageStack" > "$memory"
    say "Package stack: $PackageStack ($STACK_REASON)"
}

ensure_debian_packages() {
    local missing=() package
    command -v dpkg-query >/dev/null || { say "This machine has no dpkg; install the counterparts of these Debian packages by hand if the build asks for them: $*"; return 0; }
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    local sudo=
    if [ "$(id -u)" != 0 ]; then
        # -n: never asks for a password.
        if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
            say "Missing Debian packages, and no right to install them. Run: sudo apt-get install --no-install-recommends ${missing[*]}"
            exit 1
        fi
        sudo="sudo -n"
    fi
    say "Installing ${missing[*]}"
    local log=artifacts/apt.log
    mkdir -p artifacts
    if ! { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } > "$log" 2>&1 < /dev/null; then
        tail -5 "$log" >&2
        say "Installing failed; the whole log is $log. Run by hand: apt-get install --no-install-recommends ${missing[*]}"
        exit 1
    fi
}

prepare_stack() {
    need_sdk
    choose_stack
    if [ "$PackageStack" = offline ]; then
        # shellcheck disable=SC2086
        ensure_debian_packages $OFFLINE_PACKAGES
    fi
}

doctor() {
    need_sdk
    choose_stack
    printf '%-22s%s\n' "system" "$(uname -srm)"
    printf '%-22s%s\n' "processor" "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -1), $(getconf _NPROCESSORS_ONLN) cores"
    printf '%-22s%s\n' "features" "$(grep -m1 '^flags' /proc/cpuinfo 2>/dev/null | tr ' ' '\n' | grep -E '^(avx|avx2|fma|avx512f|avx512_bf16|amx_tile)$' | sort -u | tr '\n' ' ')"
    printf '%-22s%s\n' "SDK" "$(dotnet --version)"
    printf '%-22s%s\n' "stack" "$PackageStack, $STACK_REASON"
    if [ "$PackageStack" = offline ]; then
        local package
        for package in $OFFLINE_PACKAGES; do
            local version
            version=$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null) || version=
            printf '%-22s%s\n' "$package" "${version:-missing: build.sh installs it}"
        done
    else
        printf '%-22s%s\n' "libtorch" "$(sed -n 's/.*Include="TorchSharp-cpu" Version="\([^"]*\)".*/TorchSharp-cpu \1/p' Directory.Packages.props)"
    fi
    if command -v nvidia-smi >/dev/null; then
        nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader 2>/dev/null | sed 's/^/CUDA device           /' || true
    else
        printf '%-22s%s\n' "CUDA device" "none (no nvidia-smi)"
    fi
}
