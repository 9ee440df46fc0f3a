package import HeddlePresentation

/// Which style each role of screens.md 5.4 has.
package struct Theme: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case dark, light
        /// NO_COLOR, or a terminal without colours: attributes alone.
        case none
    }

    package let kind: Kind
    package let colors: Int

    package init(_ kind: Kind, colors: Int = 16) {
        self.kind = colors < 8 ? .none : kind
        self.colors = colors
    }

    package func style(_ role: Role) -> Style {
        switch role {
        case .plain: return .plain
        case .strong: return Style(attributes: .bold)
        case .quiet: return kind == .none ? .plain : Style(attributes: .dim)
        case .selected: return Style(attributes: .reverse)
        case .here: return Style(attributes: [.reverse, .bold])
        case .good: return colored(dark: 2, light: 2)
        case .bad: return colored(dark: 1, light: 1, .bold)
        case .open: return colored(dark: 3, light: 5)
        case .changed: return colored(dark: 6, light: 4, .bold)
        case .order: return colored(dark: 12, light: 4)
        case .match: return Style(attributes: .underline)
        case .thread(let number): return thread(number)
        }
    }

    private func colored(dark: Int8, light: Int8, _ attributes: Style.Attributes = []) -> Style {
        switch kind {
        case .none: return Style(attributes: attributes)
        case .dark: return Style(foreground: plain(dark), attributes: attributes)
        case .light: return Style(foreground: plain(light), attributes: attributes)
        }
    }

    /// A bright colour becomes its plain sister where the terminal has 8.
    private func plain(_ color: Int8) -> Int8 { colors < 16 && color >= 8 ? color - 8 : color }

    /// Four colours, then the same with underline.
    private func thread(_ number: Int) -> Style {
        guard kind != .none, number >= 0 else { return .plain }
        let palette: [Int8] = kind == .dark ? [6, 5, 3, 4] : [4, 5, 6, -1]
        let attributes: Style.Attributes = number / 4 % 2 == 1 ? .underline : []
        return Style(foreground: palette[number % 4], attributes: attributes)
    }
}
