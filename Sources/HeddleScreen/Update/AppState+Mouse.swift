internal import HeddlePresentation

// The mouse: everything that it does has a key.
extension AppState {
    mutating func take(_ mouse: MouseEvent, _ effects: inout [Effect]) {
        guard dialog == nil else { return }
        switch mouse.kind {
        case .press:
            let isDouble = lastClick?.row == mouse.point.row
            lastClick = isDouble ? nil : mouse.point
            click(mouse.point, isDouble: isDouble, &effects)
        case .wheelUp: wheel(mouse.point, by: -1)
        case .wheelDown: wheel(mouse.point, by: 1)
        case .release, .drag: break
        }
    }

    private mutating func click(_ point: GridPoint, isDouble: Bool, _ effects: inout [Effect]) {
        let layout = layout
        if point.row == layout.keyBarRow {
            let hit = KeyBar(self).placed(width: size.columns).first { $0.columns.contains(point.column) }
            if let hit { take(hit.entry.key, &effects) }
            return
        }
        if let view = views.last { return clickInView(view, point, isDouble: isDouble, &effects) }
        guard let model else { return }
        let scene = Scene(model.situation)
        if isZoomed {
            guard let body = layout.viewBody, body.contains(point) else { return }
            press(point, in: body, isDouble: isDouble, &effects)
            return
        }
        let fronts = frontPanes(layout, scene)
        for (index, place) in layout.places.enumerated() {
            if place.ruleRow == point.row, point.column >= place.body.left, point.column < place.body.right {
                bringToFront(tab(at: point, in: place, front: fronts[index]))
                return
            }
            guard place.body.contains(point) else { continue }
            if focus != fronts[index] { bringToFront(fronts[index]) }
            press(point, in: place.body, isDouble: isDouble, &effects)
            return
        }
    }

    /// The pane whose name stands on a rule at a point; else the one in front.
    private func tab(at point: GridPoint, in place: Layout.Place, front: Pane) -> Pane {
        let others = place.panes.filter { $0 != front }
        var canvas = Canvas(size, appearance: appearance)
        let ranges = canvas.title(
            row: place.ruleRow, from: place.body.left, to: place.body.right, name: name(of: front), isFocused: false,
            isBehindJunction: place.hasJunction, tabs: others.map(\.title), margin: layout.kind == .narrow ? 2 : 1)
        for (index, range) in ranges.enumerated() where range.contains(point.column) { return others[index] }
        return front
    }

    /// A click on a row selects it; a double click is enter.
    private mutating func press(_ point: GridPoint, in body: GridRect, isDouble: Bool, _ effects: inout [Effect]) {
        guard let window = focusedWindow() else { return }
        let index = point.row - body.top - window.header.count
        guard window.rows.indices.contains(index) else { return }
        let row = window.rows[index]
        if let cell = row.cells.first(where: { $0.columns.contains(point.column - body.left) }) {
            return go(to: cell.target, &effects)
        }
        guard let target = row.target else { return }
        switch target {
        case .thread, .choice: if isDouble { perform(.step, [], &effects) } else { go(to: target, &effects) }
        case .otherThreads, .node, .run: go(to: target, &effects)
        case .finding, .outcome, .entry, .value, .command:
            let row = window.top + index
            if isDouble { return go(to: target, &effects) }
            paneScroll[focus, default: PaneScroll()].cursor = row
        }
    }

    private mutating func clickInView(
        _ view: View, _ point: GridPoint, isDouble: Bool, _ effects: inout [Effect]
    ) {
        let page = page(of: view, scene: model.map { Scene($0.situation) })
        guard let title = layout.titleRow, let sentence = layout.sentenceRow else { return }
        let heights = page.heights(sentence - title - 1)
        let header = page.header == nil ? 0 : 1
        let first = title + 2 + (heights.upper.map { $0 + 1 } ?? 0) + header
        let height = page.room(heights.list)
        guard point.row >= first, point.row < first + height else { return }
        var place = viewPlaces[view] ?? ListPlace()
        let top = page.list.top(place, height: height)
        guard let row = page.list.row(inLine: point.row - first, top: top, height: height),
            let item = page.list.row(row).item
        else { return }
        place.cursor = item
        viewPlaces[view] = place
        if isDouble { open(&effects) }
    }

    /// Three rows of the pane under the pointer; over Play the wheel steps back and forward.
    private mutating func wheel(_ point: GridPoint, by direction: Int) {
        if let view = views.last { return scrollView(view, by: direction * 3) }
        guard let model else { return }
        if isZoomed { return focus == .play ? stepByWheel(direction) : scroll(by: direction * 3) }
        let layout = layout
        guard let index = layout.places.firstIndex(where: { $0.body.contains(point) || $0.ruleRow == point.row }) else {
            return
        }
        let pane = frontPanes(layout, Scene(model.situation))[index]
        if pane == .play { return stepByWheel(direction) }
        let old = focus
        focus = pane
        scroll(by: direction * 3)
        focus = old
    }

    private mutating func stepByWheel(_ direction: Int) { asCommand { direction < 0 ? $0.back() : $0.forward() } }
}
