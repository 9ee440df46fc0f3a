/// The strokes of a box-drawing character: arms from the middle of the cell.
struct BoxPath {
    var up = false
    var down = false
    var left = false
    var right = false
    var isHeavy = false
    var isDashed = false

    /// nil: a character that fonts draw.
    static func of(_ scalar: UInt32) -> BoxPath? {
        guard scalar >= 0x2500, scalar <= 0x257F, let entry = table[scalar] else { return nil }
        return entry
    }

    func data(x: Int, y: Int, width: Int, height: Int) -> String {
        // Half pixels keep thin strokes sharp.
        let middleX = "\(x + width / 2).5"
        let middleY = "\(y + height / 2)"
        var data = ""
        if left || right {
            data += "M\(left ? "\(x)" : middleX) \(middleY)H\(right ? "\(x + width)" : middleX)"
        }
        if up || down {
            data += "M\(middleX) \(up ? "\(y)" : middleY)V\(down ? "\(y + height)" : middleY)"
        }
        return data
    }

    private static let table: [UInt32: BoxPath] = {
        var table: [UInt32: BoxPath] = [:]
        func add(_ glyphs: String, _ arms: String, heavy: Bool = false, dashed: Bool = false) {
            for scalar in glyphs.unicodeScalars {
                table[scalar.value] = BoxPath(
                    up: arms.contains("u"), down: arms.contains("d"), left: arms.contains("l"),
                    right: arms.contains("r"), isHeavy: heavy, isDashed: dashed)
            }
        }
        add("─", "lr")
        add("━", "lr", heavy: true)
        add("│", "ud")
        add("┃", "ud", heavy: true)
        add("┄╌", "lr", dashed: true)
        add("┌╭", "dr")
        add("┐╮", "dl")
        add("└╰", "ur")
        add("┘╯", "ul")
        add("┏", "dr", heavy: true)
        add("┓", "dl", heavy: true)
        add("┗", "ur", heavy: true)
        add("┛", "ul", heavy: true)
        add("├┝", "udr")
        add("┤┥", "udl")
        add("┬┭┯", "dlr")
        add("┴┵┶┷", "ulr")
        add("┼┽┾┿", "udlr")
        return table
    }()
}
