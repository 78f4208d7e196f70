#!/bin/sh
# Builds libHierVQTensor.so into the folder $1, for one caller at a time. Further arguments go to cmake (another libtorch, see CMakeLists.txt).
set -eu
source=$(cd "$(dirname "$0")" && pwd)
folder=$1
shift
for tool in cmake c++; do
    command -v "$tool" > /dev/null || { echo "error: $tool is missing; the offline TorchSharp needs it (Debian: apt-get install cmake g++ libtorch-dev)"; exit 1; }
done
mkdir -p "$folder"
exec 9> "$folder/.lock"
flock 9
log="$folder/build.log"
if ! { cmake -S "$source" -B "$folder" "$@" && cmake --build "$folder"; } > "$log" 2>&1; then
    cat "$log"
    echo "error: libHierVQTensor.so was not built; it needs the headers of libtorch (Debian: apt-get install libtorch-dev)"
    exit 1
fi
touch "$folder/libHierVQTensor.so"
