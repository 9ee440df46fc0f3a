internal import HeddleEngine

extension OrderPicture {
    /// Steps that nothing orders, side by side: number, sign, letter.
    func causalRow(_ units: Range<Int>) -> DrawnRow {
        var canvas = CellCanvas(width: width)
        for lane in 0..<columns.count { canvas.put(marks.lane, .quiet, at: columns.column(lane)) }
        var row = DrawnRow(line: StyledLine())
        var others: [Int] = []
        for index in units {
            if columns.isOther(plan.units[index].thread) { others.append(index) } else { put(index, &row, &canvas) }
        }
        if others.count == 1 { put(others[0], &row, &canvas) } else if !others.isEmpty { put(others, &row, &canvas) }
        for index in units { putPartner(of: plan.units[index], on: &canvas) }
        row.line = canvas.line
        row.isFold = units.count == 1 && plan.units[units.lowerBound].isFold
        return row
    }

    private func put(_ index: Int, _ row: inout DrawnRow, _ canvas: inout CellCanvas) {
        let unit = plan.units[index]
        let lane = columns.lane(ofThread: unit.thread)
        let column = columns.column(lane)
        let number = String(unit.first + 1)
        let sign = sign(unit)
        let text = text(unit, room: columns.room(lane))
        let start = column - 1 - number.count
        canvas.put(number, isToCome(unit.first) || cone?.isConcurrent(unit.first) == true ? .quiet : .plain, at: start)
        canvas.put(sign.text, sign.role, at: column - 1)
        put(text, of: unit, at: column, on: &canvas)
        // In a pane of few columns a lane may stand beside what is seen.
        let end = max(1, min(width, column + CellWidth.of(text)))
        let cells = min(max(0, start), end)..<end
        row.steps.append((cells, unit.first + 1))
        if isUnderCursor(unit) { row.cursorCells = cells }
    }

    /// Several steps in the lane of the other threads: each by its thread's number and its letter.
    private func put(_ others: [Int], _ row: inout DrawnRow, _ canvas: inout CellCanvas) {
        let column = columns.column(columns.count - 1)
        var pen = column
        for (place, index) in others.enumerated() {
            let unit = plan.units[index]
            let mark =
                unit.isFold
                ? "\(unit.thread)\(marks.times)\(unit.count)" : "\(unit.thread)" + words.letter(event(unit.first))
            let rest = others.count - place
            let text = (sign(unit).text == " " ? "" : sign(unit).text) + mark
            let more = rest > 1 ? " +\(rest - 1)" : ""
            guard pen + CellWidth.of(text) + CellWidth.of(more) <= width else {
                canvas.put("+\(rest)", .quiet, at: pen)
                return
            }
            canvas.put(text, roles(unit).text, at: pen)
            let cells = pen..<(pen + CellWidth.of(text))
            row.steps.append((cells, unit.first + 1))
            if isUnderCursor(unit) { row.cursorCells = cells }
            pen = cells.upperBound + 1
        }
    }
}
