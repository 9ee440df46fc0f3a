/// `heddle-bench`: the search against Spin's verifier, on Spin's own models, in one run.
///
/// Every figure is CPU time of one against CPU time of the other, measured in alternation; the median of the rounds is
/// printed. Nothing is compared with a figure of another day or machine.
let arguments = BenchArguments(CommandLine.arguments)
let bench = Bench(arguments: arguments)
bench.run()
