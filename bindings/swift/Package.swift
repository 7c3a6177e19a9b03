// swift-tools-version:5.9
// `bindings/generate.py swift` lays this package out in target/swift, with the generated sources in their places.
import Foundation
import PackageDescription

// On a phone the library comes as an XCFramework, which `xcframework.sh` makes; elsewhere as what cargo built, found by
// the linker (`-Xlinker -L…`), as `cargo xtask test swift` does it.
let framework = "LianxinFFI.xcframework"
let hasFramework = FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/\(framework)")
let library: Target =
    hasFramework
    ? .binaryTarget(name: "LianxinFFI", path: framework)
    : .systemLibrary(name: "LianxinFFI", path: "Sources/LianxinFFI")

let package = Package(
    name: "Lianxin",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "Lianxin", targets: ["Lianxin"])],
    targets: [
        library,
        .target(name: "Lianxin", dependencies: ["LianxinFFI"]),
        .testTarget(name: "LianxinTests", dependencies: ["Lianxin"]),
    ]
)
