/// `heddle help ci`: a workflow for GitHub Actions, fit to be written into a file. demos/ci/heddle-replay.yml is the same.
enum WorkflowHelp {
    static let text = """
        # Checks every model and replays every saved schedule on each push: .github/workflows/heddle-replay.yml
        #
        # It expects models in models/ and saved schedules in traces/. HEDDLE is where Heddle's source is: its repository on
        # GitHub or a copy of yours.
        name: Concurrency models
        on: [push, pull_request]
        permissions:
          contents: read
        env:
          HEDDLE: your-organization/heddle
        jobs:
          heddle:
            runs-on: ubuntu-latest
            container: swift:6.1-bookworm
            timeout-minutes: 30
            steps:
              - uses: actions/checkout@v4
              - uses: actions/checkout@v4
                with:
                  repository: ${{ env.HEDDLE }}
                  path: .heddle
              - name: Build Heddle
                run: |
                  apt-get update && apt-get install -y libncurses-dev libmd-dev
                  swift build -c release --package-path .heddle --product heddle
                  echo "$PWD/.heddle/.build/release" >> "$GITHUB_PATH"
              - name: Check the models
                run: heddle check models --time 60s
              # The newest earlier run, of this branch or of the main one, for what has changed since.
              - uses: actions/cache/restore@v4
                if: always()
                with:
                  path: previous.json
                  key: heddle-replay-${{ github.run_id }}-${{ github.run_attempt }}
                  restore-keys: heddle-replay-
              - name: Replay the saved schedules
                if: always()
                run: |
                  heddle replay traces --time 60s --annotations --against previous.json --json-file replay.json \\
                    --junit junit.xml --metrics heddle.prom --summary "$GITHUB_STEP_SUMMARY"
              - name: Keep this run for the next one
                if: always() && hashFiles('replay.json') != ''
                run: cp replay.json previous.json
              - uses: actions/cache/save@v4
                if: always() && hashFiles('replay.json') != ''
                with:
                  path: previous.json
                  key: heddle-replay-${{ github.run_id }}-${{ github.run_attempt }}
              - uses: actions/upload-artifact@v4
                if: always()
                with:
                  name: heddle-replay
                  path: |
                    replay.json
                    junit.xml
                    heddle.prom

        """
}
