// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
]

/// A library target and the test target that mirrors it.
func library(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [],
  embedding files: [String] = []
) -> [Target] {
  [
    .target(
      name: name, dependencies: dependencies, exclude: exclude,
      resources: files.map { .embedInCode($0) }, swiftSettings: settings),
    .testTarget(
      name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies,
      exclude: exclude.isEmpty ? [] : ["Goldens"], swiftSettings: settings),
  ]
}

let package = Package(
  name: "esmtp-replay",
  products: [
    .executable(name: "esmtp-replay", targets: ["esmtp-replay"]),
    .library(name: "ESMTPInspection", targets: ["ESMTPInspection", "Primitives"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Roots.
    .systemLibrary(name: "CPcap"),
    .systemLibrary(name: "CProcessor"),

    // Edges.
    .executableTarget(
      name: "esmtp-replay",
      dependencies: [
        "Replay", "ASAPolicy", "Reports", "ESMTPInspection", "CaptureFiles", "MailLogs",
        "Primitives", "Reassembly", "Rewriting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "SystemPackage", package: "swift-system"),
      ], exclude: ["Manual"], swiftSettings: settings),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "esmtp-replay", "Replay", "Reports",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], exclude: ["Goldens"], swiftSettings: settings),
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "ASAPolicy", "CaptureFiles", "ESMTPInspection", "MailLogs", "Packets", "Primitives",
        "Reassembly", "Replay", "Reports",
      ], exclude: ["Inputs", "Entry.swift"], swiftSettings: settings),
  ]
    // Roots.
    + library("Primitives", ["CProcessor"])
    + library("Packets", ["Primitives"])
    + library("ESMTPInspection", ["Primitives"])
    // Pure.
    + library("Reassembly", ["Packets", "Primitives"])
    + library("ASAPolicy", ["ESMTPInspection", "Primitives"])
    + library("MailLogs", ["Primitives"])
    + library("Rewriting", ["ESMTPInspection", "Packets", "Primitives"])
    + library(
      "Reports",
      [
        "ESMTPInspection", "Primitives", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Mustache", package: "swift-mustache"),
      ], exclude: ["Schema"],
      embedding: [
        "head.mustache", "report.mustache", "session.mustache", "rest.mustache",
        "comparison.mustache", "filter.mustache", "coverage.mustache", "timeline.mustache",
        "limits.mustache", "model.mustache", "foot.mustache", "understood.mustache", "page.css",
        "page.js",
      ].map { "HTML/Assets/\($0)" })
    // Edges and wiring.
    + library("CaptureFiles", ["CPcap", "Primitives"])
    + library(
      "Replay",
      [
        "ASAPolicy", "CaptureFiles", "ESMTPInspection", "MailLogs", "Packets", "Primitives",
        "Reassembly", "Reports", "Rewriting", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "Yams", package: "Yams"),
      ])
)
