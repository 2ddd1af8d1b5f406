#!/usr/bin/env bash
# Makes quickjs.wasm from quickjs.c and the sources of quickjs-ng that the crate rquickjs-sys carries (the version in the
# lock file), with clang, lld, wasi-libc and libclang-rt-14-dev-wasm32 (Debian), and writes the hashes of its sources beside
# it. The file is committed; run this only after a change here or of that crate, and commit what it makes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
sources=${1:-$(cargo metadata --format-version 1 --locked | python3 -c '
import json, os, sys
packages = json.load(sys.stdin)["packages"]
found = [p["manifest_path"] for p in packages if p["name"] == "rquickjs-sys"]
print(os.path.join(os.path.dirname(found[0]), "quickjs"))')}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$sources"/*.c "$sources"/*.h "$work"/
cp "$sources"/quickjs.c "$work"/engine.c
cp quickjs.c "$work"/prepai.c
# For WASI the engine does not watch its stack; this stack lies in linear memory like any other, so it can.
sed -i -e '/^#ifdef __wasi__$/,/^#endif$/d' -e 's/^#if defined(__wasi__)$/#if 0/' "$work"/engine.c
clang --target=wasm32-wasi -O2 -std=gnu11 -w -DNDEBUG -D_GNU_SOURCE -D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_PROCESS_CLOCKS \
  -I"$work" "$work"/engine.c "$work"/libregexp.c "$work"/libunicode.c "$work"/dtoa.c "$work"/prepai.c \
  -mexec-model=reactor -Wl,-z,stack-size=8388608 -Wl,--stack-first -Wl,--strip-all -Wl,--gc-sections \
  -lwasi-emulated-process-clocks -lwasi-emulated-signal -lm -o quickjs.wasm
{
  sha256sum build.sh quickjs.c
  (cd "$sources" && sha256sum ./*.c ./*.h | sed 's#  \./#  engine/#')
} >sources.sha256
basename "$(dirname "$sources")" >engine.version
sha256sum quickjs.wasm | cut -d' ' -f1 >quickjs.wasm.sha256
wc -c quickjs.wasm
