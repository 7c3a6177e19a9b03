#!/bin/sh
# Makes target/swift/LianxinFFI.xcframework for iPhones, their simulators and Macs. Needs macOS with Xcode, and the
# targets: rustup target add aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios aarch64-apple-darwin x86_64-apple-darwin
set -eu
cd "$(dirname "$0")/../.."
python3 bindings/generate.py swift
built=target/swift-xcframework
rm -rf "$built" target/swift/LianxinFFI.xcframework
mkdir -p "$built/headers" "$built/simulator" "$built/mac"
cp target/swift/Sources/LianxinFFI/LianxinFFI.h "$built/headers"
# A static library is linked by the framework itself, not by the name in the other module map.
printf 'module LianxinFFI {\n    header "LianxinFFI.h"\n    export *\n}\n' > "$built/headers/module.modulemap"

for target in aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios aarch64-apple-darwin x86_64-apple-darwin; do
    cargo rustc --package lianxin-bindings --lib --release --target "$target" --crate-type staticlib \
        --no-default-features --features sqlcipher-vendored
done

library() { echo "target/$1/release/liblianxin_bindings.a"; }
lipo -create "$(library aarch64-apple-ios-sim)" "$(library x86_64-apple-ios)" -output "$built/simulator/liblianxin_bindings.a"
lipo -create "$(library aarch64-apple-darwin)" "$(library x86_64-apple-darwin)" -output "$built/mac/liblianxin_bindings.a"
xcodebuild -create-xcframework \
    -library "$(library aarch64-apple-ios)" -headers "$built/headers" \
    -library "$built/simulator/liblianxin_bindings.a" -headers "$built/headers" \
    -library "$built/mac/liblianxin_bindings.a" -headers "$built/headers" \
    -output target/swift/LianxinFFI.xcframework
