using HierVQ;
using HierVQ.SideBySide;

const int Least = 5; // a median of fewer runs says little
IReadOnlyList<TokenizerCase> tokenizers = TokenizerCase.All;
Func<IWorkload>[] workloads = Workloads(tokenizers);
if (args is [MemoryRun.Argument, ..])
{
    MemoryRun.Answer(single => single ? Workloads([.. tokenizers.Select(tokenizer => tokenizer.OfOneImage())]) : workloads, args);
    return 0;
}

int rounds = 9;
string[] only = [];
string name = "";
bool understood = args.Length % 2 == 0;
for (int i = 0; understood && i < args.Length; i += 2)
{
    if (args[i] == "--only")
        only = args[i + 1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    else if (args[i] == "--name")
        name = args[i + 1];
    else
        understood = args[i] == "--rounds" && int.TryParse(args[i + 1], out rounds) && rounds >= Least;
}
if (!understood)
{
    Console.Error.WriteLine($"""
        usage: ./build.sh bench --side-by-side [--rounds N] [--only WORDS] [--name NAME]
          --rounds N      runs of each side, {Least} or more; default 9
          --only WORDS    only works and measurements whose names contain one of these, set apart by commas; nothing is written then without --name
          --name NAME     the results are written with this behind their name
        """);
    return 2;
}

using var python = PythonWorker.Start();
var machine = Machine.Describe(python);
var comparisons = new List<Comparison>();
foreach (Func<IWorkload> make in workloads)
{
    using IWorkload workload = make();
    if (!Asked(workload.Name))
        continue;
    Console.WriteLine($"{workload.Name}: the same outputs on both sides?");
    Console.WriteLine($"  yes: {workload.CheckEqual(python)}");
    workload.Prepare(python);
    Comparison comparison = Alternation.Measure(workload, python, rounds);
    if (workload.MeasuresMemory)
        comparison = comparison with { Memory = MemoryRun.Measure(workload.Name, comparison.OurThreads, comparison.TheirSetting) };
    Console.WriteLine($"  {comparison}");
    comparisons.Add(comparison);
}

var own = new List<OwnMeasurement>();
foreach ((string title, Func<IEnumerable<OwnMeasurement>> measure) in Alone())
{
    if (!Asked(title))
        continue;
    Console.WriteLine(title);
    own.AddRange(measure());
}

var results = new Results(machine, [.. tokenizers.Select(tokenizer => tokenizer.Options(true))], rounds, comparisons, own);
Console.WriteLine();
Console.WriteLine(results.ToMarkdown());
if (only.Length == 0 || name != "")
    Console.WriteLine($"written: {results.Write(name)}");
return 0;

bool Asked(string title) => only.Length == 0 || only.Any(words => title.Contains(words, StringComparison.OrdinalIgnoreCase));

Func<IWorkload>[] Workloads(IReadOnlyList<TokenizerCase> cases) =>
[
    .. cases.Select(tokenizer => (Func<IWorkload>)(() => new TokenizerStep(tokenizer))),
    () => new PriorStep(PriorCase.HqTransformer),
    () => new PriorStep(PriorCase.RqTransformer),
    .. Samplings(PriorCase.HqTransformer, 3, 5, 1.5),
    .. Samplings(PriorCase.RqTransformer, 3, 5, 1.5),
    .. Samplings(PriorCase.LargerHqTransformer, null, null, null),
    () => new NaiveSampling(),
    .. cases.Select(tokenizer => (Func<IWorkload>)(() => new Encoding(tokenizer))),
    .. cases.Select(tokenizer => (Func<IWorkload>)(() => new Decoding(tokenizer))),
];

static IEnumerable<Func<IWorkload>> Samplings(PriorCase prior, double? one, double? oneRounded, double? sixteen) =>
[
    () => new Sampling(prior, 1, SamplerWeights.Float32, one),
    () => new Sampling(prior, 1, SamplerWeights.Int8, oneRounded),
    () => new Sampling(prior, 16, SamplerWeights.Float32, sixteen),
    () => new Sampling(prior, 16, SamplerWeights.Int8, sixteen),
];

static IEnumerable<(string Name, Func<IEnumerable<OwnMeasurement>> Measure)> Alone() =>
[
    ("PixelSNAIL with and without what is known of earlier positions, 8 x 8", () => [SnailCache.Measure(side: 8, every: 1, rounds: 5)]),
    ("PixelSNAIL with and without what is known of earlier positions, 32 x 32", () => [SnailCache.Measure(side: 32, every: 32, rounds: 3)]),
    ("time a code along the sequence", () => TimeAlongSequence.Measure(rounds: 5)),
    ("8-bit weights and held-out bits", () => [RoundingEffect.Measure()]),
];
