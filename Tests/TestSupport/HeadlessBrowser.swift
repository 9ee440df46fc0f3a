internal import Foundation
internal import Glibc

/// A page in Chromium without a window, driven through its DevTools pipe: real keys in, the document out.
///
/// Messages are JSON texts with a zero byte behind each; the browser reads them from descriptor 3 and writes to 4.
package final class HeadlessBrowser {
    package enum Failure: Error, CustomStringConvertible {
        case ended(String)
        case refused(String)

        package var description: String {
            switch self {
            case .ended(let awaited): "the browser ended or was silent while \(awaited) was awaited"
            case .refused(let answer): "the browser refused: \(answer)"
            }
        }
    }

    private static let candidates = [
        "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
    ]

    private static var program: String? { candidates.first { FileManager.default.isExecutableFile(atPath: $0) } }

    /// Why no page can be tried; nil where there is a browser.
    package static var absence: String? {
        program == nil ? "Chromium is not installed, so the exported page is tried in no browser" : nil
    }

    /// Longest silence while an answer is awaited. Unit: milliseconds.
    private static let patience: Int32 = 30_000

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let profile: TemporaryFolder
    private var waiting = Data()
    private var number = 0
    private var session = ""
    /// What the page said on its console, exceptions, what its policy kept it from, and addresses that it asked for.
    package private(set) var complaints: [String] = []
    package private(set) var requests: [String] = []

    package init() throws {
        guard let program = Self.program else { throw Failure.ended("the browser itself") }
        profile = try TemporaryFolder()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let options = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
            "--user-data-dir=\(profile.path)",
        ]
        process.arguments =
            ["-c", "exec 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null; exec \"$0\" \"$@\"", program] + options
        process.environment = ["HOME": profile.path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let target = try send("Target.createTarget", ["url": "about:blank"])["targetId"] ?? ""
        session =
            try send("Target.attachToTarget", ["targetId": target, "flatten": true])["sessionId"] as? String ?? ""
        for domain in ["Page", "Runtime", "Log", "Network"] { _ = try send("\(domain).enable") }
    }

    /// The browser ends when its pipe is closed. Nobody waits for that: Foundation notices the end of a process by a
    /// descriptor that the browser's own children hold, too.
    deinit {
        try? input.fileHandleForWriting.close()
        try? output.fileHandleForReading.close()
        kill(process.processIdentifier, SIGKILL)
    }

    // MARK: - What a user does

    package func open(_ address: String) throws {
        _ = try send("Page.navigate", ["url": address])
        try wait(for: "document.readyState === 'complete' && location.href === \(Self.quoted(address))")
    }

    /// Presses and releases a key by its DOM name: `ArrowRight`, `End`, `g`.
    package func press(_ key: String) throws {
        let codes = [
            "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Home": 36, "End": 35, "Enter": 13,
            "Tab": 9,
        ]
        var event: [String: Any] = ["key": key, "code": key]
        if let code = codes[key] { event["windowsVirtualKeyCode"] = code }
        if key.count == 1 { event["text"] = key }
        if key == "Enter" { event["text"] = "\r" }
        for kind in ["keyDown", "keyUp"] {
            event["type"] = kind
            _ = try send("Input.dispatchKeyEvent", event)
        }
    }

    /// Clicks in the middle of the first element that a selector finds.
    package func click(_ selector: String) throws {
        let box = try value(
            """
            (() => { const e = document.querySelector(\(Self.quoted(selector))); e.scrollIntoView({block: "center"});
            const b = e.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; })()
            """)
        guard let point = box as? [Double], point.count == 2 else { throw Failure.refused("no \(selector)") }
        for kind in ["mousePressed", "mouseReleased"] {
            _ = try send(
                "Input.dispatchMouseEvent",
                ["type": kind, "x": point[0], "y": point[1], "button": "left", "clickCount": 1])
        }
    }

    package func resize(columns: Int, rows: Int, isMobile: Bool = false) throws {
        _ = try send(
            "Emulation.setDeviceMetricsOverride",
            ["width": columns, "height": rows, "deviceScaleFactor": 1, "mobile": isMobile])
    }

    /// `print` or `screen`; `dark` or `light`.
    package func emulate(medium: String, ground: String) throws {
        _ = try send(
            "Emulation.setEmulatedMedia",
            ["media": medium, "features": [["name": "prefers-color-scheme", "value": ground]]])
    }

    /// Whether the page may run scripts from the next navigation on.
    package func allowScripts(_ areAllowed: Bool) throws {
        _ = try send("Emulation.setScriptExecutionDisabled", ["value": !areAllowed])
    }

    // MARK: - What a user sees

    /// The value of an expression in the page.
    package func value(_ expression: String) throws -> Any? {
        let answer = try send(
            "Runtime.evaluate", ["expression": expression, "returnByValue": true, "awaitPromise": true])
        if let fault = answer["exceptionDetails"] { throw Failure.refused("\(fault)") }
        return (answer["result"] as? [String: Any])?["value"]
    }

    package func text(_ selector: String) throws -> String {
        try value("document.querySelector(\(Self.quoted(selector))).textContent") as? String ?? ""
    }

    package func number(_ expression: String) throws -> Double {
        (try value(expression) as? NSNumber)?.doubleValue ?? .nan
    }

    /// Waits until an expression is true.
    package func wait(for condition: String, seconds: Double = 20) throws {
        let deadline = Date().addingTimeInterval(seconds)
        while try value(condition) as? Bool != true {
            if Date() > deadline { throw Failure.ended(condition) }
        }
    }

    // MARK: - The pipe

    private static func quoted(_ text: String) -> String {
        let data = try? JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed)
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }

    private func send(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
        number += 1
        var message: [String: Any] = ["id": number, "method": method, "params": parameters]
        if !session.isEmpty { message["sessionId"] = session }
        var data = try JSONSerialization.data(withJSONObject: message)
        data.append(0)
        try input.fileHandleForWriting.write(contentsOf: data)
        while true {
            let message = try receive(method)
            if let id = message["id"] as? Int {
                guard id == number else { continue }
                if let fault = message["error"] { throw Failure.refused("\(method): \(fault)") }
                return message["result"] as? [String: Any] ?? [:]
            }
            note(message)
        }
    }

    private func receive(_ awaited: String) throws -> [String: Any] {
        while true {
            if let end = waiting.firstIndex(of: 0) {
                let text = waiting[waiting.startIndex..<end]
                waiting = Data(waiting[waiting.index(after: end)...])
                return try JSONSerialization.jsonObject(with: text) as? [String: Any] ?? [:]
            }
            var source = pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&source, 1, Self.patience) > 0 else { throw Failure.ended(awaited) }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { throw Failure.ended(awaited) }
            waiting += more
        }
    }

    private func note(_ message: [String: Any]) {
        let parameters = message["params"] as? [String: Any] ?? [:]
        switch message["method"] as? String {
        case "Runtime.consoleAPICalled"?, "Runtime.exceptionThrown"?, "Log.entryAdded"?:
            complaints.append("\(parameters)")
        case "Network.requestWillBeSent"?:
            let request = parameters["request"] as? [String: Any]
            requests.append(request?["url"] as? String ?? "")
        default: break
        }
    }
}
