// swift-tools-version: 6.1
import PackageDescription

let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "heddle",
    products: [
        .executable(name: "heddle", targets: ["heddle"]),
        .library(name: "HeddleKit", targets: ["HeddleKit"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
    ],
    targets: [
        .target(name: "HeddleProgram", exclude: ["README.md"], swiftSettings: house),
        .target(
            name: "HeddleLanguages", dependencies: ["HeddleProgram"], exclude: ["README.md"], swiftSettings: house),
        .target(name: "CPlatform", linkerSettings: [.linkedLibrary("md")]),
        .target(
            name: "HeddleEngine", dependencies: ["HeddleProgram", "CPlatform"], exclude: ["README.md"],
            swiftSettings: house),
        .target(
            name: "HeddleLibrary", dependencies: ["HeddleProgram", "HeddleEngine", "CPlatform"],
            exclude: ["README.md"], swiftSettings: house),
        .target(
            name: "HeddlePresentation", dependencies: ["HeddleProgram", "HeddleEngine", "HeddleLibrary"],
            exclude: ["README.md"], swiftSettings: house),
        .target(
            name: "HeddleReports",
            dependencies: ["HeddleProgram", "HeddleEngine", "HeddleLibrary", "HeddlePresentation"],
            exclude: ["README.md"], swiftSettings: house),
        .target(
            name: "HeddleScreen",
            dependencies: ["HeddleProgram", "HeddleEngine", "HeddleLibrary", "HeddlePresentation"],
            exclude: ["README.md"], swiftSettings: house),
        .target(
            name: "HeddleKit",
            dependencies: [
                "HeddleProgram", "HeddleLanguages", "HeddleEngine", "HeddleLibrary", "HeddlePresentation",
                "HeddleReports", "CPlatform",
            ],
            exclude: ["README.md"], swiftSettings: house),
        .target(
            name: "CNcurses",
            linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
        .target(
            name: "HeddleTerminal", dependencies: ["HeddleScreen", "CNcurses"], exclude: ["README.md"],
            swiftSettings: house),
        .executableTarget(
            name: "heddle",
            dependencies: [
                "HeddleProgram", "HeddleLanguages", "HeddleEngine", "HeddleLibrary", "HeddlePresentation",
                "HeddleReports", "HeddleKit", "HeddleScreen", "HeddleTerminal", "CPlatform",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["README.md"], swiftSettings: house),
        .executableTarget(
            name: "heddle-bench",
            dependencies: [
                "HeddleProgram", "HeddleLanguages", "HeddleEngine", "HeddlePresentation", "HeddleScreen", "CPlatform",
            ],
            exclude: ["README.md"], swiftSettings: house),
        .systemLibrary(
            name: "CVTerm", path: "Tests/CVTerm"),
        .target(name: "CPseudoTerminal", path: "Tests/CPseudoTerminal"),
        .target(
            name: "TestSupport",
            dependencies: [
                "HeddleProgram", "HeddleLanguages", "HeddleEngine", "HeddleScreen", "CVTerm", "CPseudoTerminal",
            ],
            path: "Tests/TestSupport", swiftSettings: house),
        .target(
            name: "EngineReference", dependencies: ["HeddleProgram", "HeddleLanguages", "HeddleEngine", "TestSupport"],
            path: "Tests/EngineReference", swiftSettings: house),
        .executableTarget(
            name: "heddle-fuzz",
            dependencies: ["HeddleProgram", "HeddleLanguages", "HeddleEngine", "EngineReference", "TestSupport"],
            path: "Tests/HeddleFuzz", swiftSettings: house),
        .executableTarget(
            name: "terminal-probe", dependencies: ["HeddleScreen", "HeddleTerminal"], path: "Tests/TerminalProbe",
            swiftSettings: house),
        .executableTarget(
            name: "library-writer", dependencies: ["HeddleLibrary", "TestSupport"], path: "Tests/LibraryWriter",
            swiftSettings: house),
        .testTarget(
            name: "HeddleTerminalTests", dependencies: ["TestSupport", "terminal-probe"], swiftSettings: house),
        .testTarget(
            name: "HeddleLanguagesTests", dependencies: ["HeddleProgram", "HeddleLanguages", "TestSupport"],
            swiftSettings: house),
        .testTarget(
            name: "HeddleEngineTests",
            dependencies: ["HeddleProgram", "HeddleLanguages", "HeddleEngine", "EngineReference", "TestSupport"],
            swiftSettings: house),
        .testTarget(
            name: "HeddleLibraryTests",
            dependencies: [
                "HeddleProgram", "HeddleLanguages", "HeddleEngine", "HeddleLibrary", "EngineReference", "TestSupport",
                "library-writer",
            ], swiftSettings: house),
        .testTarget(
            name: "HeddlePresentationTests",
            dependencies: [
                "HeddleProgram", "HeddleLanguages", "HeddleEngine", "HeddleLibrary", "HeddlePresentation",
                "HeddleReports", "TestSupport",
            ], swiftSettings: house),
        .testTarget(
            name: "HeddleScreenTests",
            dependencies: [
                "HeddleProgram", "HeddleLanguages", "HeddleEngine", "HeddleLibrary", "HeddlePresentation",
                "HeddleScreen", "TestSupport",
            ], swiftSettings: house),
        .testTarget(
            name: "HeddleKitTests",
            dependencies: [
                "HeddleEngine", "HeddleLibrary", "HeddlePresentation", "HeddleReports", "HeddleKit", "TestSupport",
            ],
            swiftSettings: house),
        .testTarget(
            name: "HeddleTests",
            dependencies: [
                "HeddleProgram", "HeddleLanguages", "HeddleEngine", "HeddleLibrary", "HeddlePresentation",
                "HeddleKit", "HeddleScreen", "HeddleTerminal", "TestSupport", "heddle",
            ], swiftSettings: house),
    ]
)
