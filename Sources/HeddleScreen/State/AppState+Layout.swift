internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

extension AppState {
    /// Where everything stands now.
    package var layout: Layout {
        Layout(size, shape: model?.shape ?? .none, lines: model?.lines ?? 1) { width in
            model?.situation.lesson.map { GoalRows.height($0.atFirst, width: width, marks: marks) } ?? 0
        }
    }

    /// The pane in front of each place: what explains a verdict at the user's step, else what the user chose, else the
    /// first.
    func frontPanes(_ layout: Layout, _ scene: Scene) -> [Pane] {
        layout.places.map { place in
            let isUsers = frontsNode == scene.situation.place
            // Who waits for whom is looked at only where its pane could be hidden.
            if place.panes.count > 1, place.panes.contains(.waitFor), !isUsers, layout.kind != .narrow,
                scene.ending == .deadlock || scene.hasWaitCycle
            {
                return .waitFor
            }
            return fronts.last { place.panes.contains($0) } ?? place.panes[0]
        }
    }

    /// A pane's name on its rule; Source bears its file's.
    func name(of pane: Pane) -> String {
        guard pane == .source, let model, ScreenClass(size) > .narrow else { return pane.title }
        return VisibleText.of(model.machine.program.source.fileName)
    }
}
